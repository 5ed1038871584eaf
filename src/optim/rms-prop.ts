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

/** Settings of RMSProp. */
export interface RMSPropSettings extends Settings {
  /** Share of the average that stays; PyTorch calls it alpha. Default 0.99. */
  rho: number;
  /** Added to the root. Default 1e-8; the book: 1e-7. */
  epsilon: number;
  /** Default 0. */
  momentum: number;
  /** Divides by the standard deviation. Default false. */
  centered: boolean;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Steps divided by a running root mean square of the gradients (Hinton 2012).
 *
 * In the order the code runs: `h = rho h + (1 - rho) g^2`; centered: `c = rho c + (1 - rho) g`, `h' = h - c^2`;
 * `d = g / (sqrt(h') + epsilon)`; with momentum `b = momentum b + d` and `d = b`; `W = W - learningRate d`. PyTorch's
 * equations; the book's are these with epsilon 1e-7.
 *
 * @example new RMSProp(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class RMSProp extends Optimizer<RMSPropSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<RMSPropSettings>[], options: Partial<RMSPropSettings> = {}) {
    super(parameters, { learningRate: 0.01, rho: 0.99, epsilon: 1e-8, momentum: 0, centered: false, weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'RMSProp';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<RMSPropSettings>): Tensor {
    const { learningRate, rho, epsilon, momentum, centered, weightDecay } = settings;
    const g = withDecay(gradient, parameter, weightDecay);
    const h = average(state, 'h', square(g), rho);
    const variance = centered ? sub(h, square(average(state, 'center', g, rho))) : h;
    let d = div(g, add(sqrt(variance), epsilon));
    if (momentum !== 0) {
      d = state['momentum'] === undefined ? d : add(mul(state['momentum'], momentum), d);
      state['momentum'] = d;
    }
    return sub(parameter, mul(d, learningRate));
  }
}
