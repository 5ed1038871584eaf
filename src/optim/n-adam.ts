import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { moments, withDecay } from './moments.ts';
import { Optimizer, type Group, type Numbers, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of NAdam. */
export interface NAdamSettings extends Settings {
  /** Shares of the first and second moment that stay. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  epsilon: number;
  /** How soon the momentum rises to beta1: it starts near half of it. Default 0.004. */
  momentumDecay: number;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Adam with Nesterov's momentum (Dozat 2016).
 *
 * In the order the code runs: `m`, `v` as in Adam; `u_t = beta1 (1 - 0.96^(t momentumDecay) / 2)`, `p = u_1 u_2 ... u_t`;
 * `r = sqrt(v / (1 - beta2^t)) + epsilon`; `W = W - learningRate ((1 - u_t) / (1 - p) g + u_(t+1) / (1 - p u_(t+1)) m) / r`.
 * PyTorch's equations.
 *
 * @example new NAdam(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class NAdam extends Optimizer<NAdamSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<NAdamSettings>[], options: Partial<NAdamSettings> = {}) {
    super(parameters, { learningRate: 0.002, betas: [0.9, 0.999], epsilon: 1e-8, momentumDecay: 0.004, weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'NAdam';
  }

  protected override update(
    parameter: Parameter,
    gradient: Tensor,
    state: State,
    settings: Group<NAdamSettings>,
    t: number,
    numbers: Numbers,
  ): Tensor {
    const { learningRate, betas, epsilon, momentumDecay, weightDecay } = settings;
    const [beta1, beta2] = betas;
    const g = withDecay(gradient, parameter, weightDecay);
    const { m, v } = moments(state, g, betas);
    const momentum = (step: number): number => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay));
    const product = (numbers['momentumProduct'] ?? 1) * momentum(t);
    numbers['momentumProduct'] = product;
    const next = momentum(t + 1);
    const mixed = add(mul(g, (1 - momentum(t)) / (1 - product)), mul(m, next / (1 - product * next)));
    return sub(parameter, mul(div(mixed, add(sqrt(div(v, 1 - beta2 ** t)), epsilon)), learningRate));
  }
}
