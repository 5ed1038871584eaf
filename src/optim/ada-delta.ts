import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { average, withDecay } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of AdaDelta. */
export interface AdaDeltaSettings extends Settings {
  /** Share of the averages that stays. Default 0.9. */
  rho: number;
  /** Added under both roots. Default 1e-6. */
  epsilon: number;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Steps in the units of the parameters, from running averages of squared gradients and squared steps (Zeiler 2012).
 *
 * In the order the code runs: `v = rho v + (1 - rho) g^2`; `d = sqrt(u + epsilon) / sqrt(v + epsilon) g`;
 * `u = rho u + (1 - rho) d^2`; `W = W - learningRate d`. PyTorch's equations.
 *
 * @example new AdaDelta(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class AdaDelta extends Optimizer<AdaDeltaSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<AdaDeltaSettings>[], options: Partial<AdaDeltaSettings> = {}) {
    super(parameters, { learningRate: 1, rho: 0.9, epsilon: 1e-6, weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'AdaDelta';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<AdaDeltaSettings>): Tensor {
    const { learningRate, rho, epsilon, weightDecay } = settings;
    const g = withDecay(gradient, parameter, weightDecay);
    const v = average(state, 'v', square(g), rho);
    const before = state['u'] === undefined ? Math.sqrt(epsilon) : sqrt(add(state['u'], epsilon));
    const d = mul(div(before, sqrt(add(v, epsilon))), g);
    average(state, 'u', square(d), rho);
    return sub(parameter, mul(d, learningRate));
  }
}
