import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { moments, withDecay } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of RAdam. */
export interface RAdamSettings extends Settings {
  /** Shares of the first and second moment that stay. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  epsilon: number;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Adam whose adaptive rate sets in once its variance is known (Liu et al. 2020).
 *
 * In the order the code runs: `m`, `v` as in Adam; `n = 2 / (1 - beta2) - 1`; `p = n - 2 t beta2^t / (1 - beta2^t)`; while
 * p <= 5 `W = W - learningRate m / (1 - beta1^t)`; then `W = W - learningRate m / (1 - beta1^t) r sqrt(1 - beta2^t) /
 * (sqrt(v) + epsilon)` with `r = sqrt((p - 4)(p - 2) n / ((n - 4)(n - 2) p))`. PyTorch's equations.
 *
 * @example new RAdam(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class RAdam extends Optimizer<RAdamSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<RAdamSettings>[], options: Partial<RAdamSettings> = {}) {
    super(parameters, { learningRate: 0.001, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'RAdam';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<RAdamSettings>, t: number): Tensor {
    const { learningRate, betas, epsilon, weightDecay } = settings;
    const { m, v } = moments(state, withDecay(gradient, parameter, weightDecay), betas);
    const [beta1, beta2] = betas;
    const rate = learningRate / (1 - beta1 ** t);
    const n = 2 / (1 - beta2) - 1;
    const p = n - (2 * t * beta2 ** t) / (1 - beta2 ** t);
    if (p <= 5) return sub(parameter, mul(m, rate));
    const r = Math.sqrt(((p - 4) * (p - 2) * n) / ((n - 4) * (n - 2) * p));
    return sub(parameter, mul(div(m, add(sqrt(v), epsilon)), rate * r * Math.sqrt(1 - beta2 ** t)));
  }
}
