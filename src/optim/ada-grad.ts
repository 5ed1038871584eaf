import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { square } from '../ops/elementwise/square.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { total, withDecay } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of AdaGrad. */
export interface AdaGradSettings extends Settings {
  /** Added to the root. Default 1e-10; the book: 1e-7. */
  epsilon: number;
  /** Default 0. */
  learningRateDecay: number;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Steps that shrink with the sum of squared gradients (Duchi et al. 2011).
 *
 * In the order the code runs: `h = h + g^2`; `W = W - learningRate / (1 + (t - 1) learningRateDecay) g / (sqrt(h) + epsilon)`.
 * PyTorch's equations; the book's are these with epsilon 1e-7.
 *
 * @example new AdaGrad(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class AdaGrad extends Optimizer<AdaGradSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<AdaGradSettings>[], options: Partial<AdaGradSettings> = {}) {
    super(parameters, { learningRate: 0.01, epsilon: 1e-10, learningRateDecay: 0, weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'AdaGrad';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<AdaGradSettings>, t: number): Tensor {
    const { learningRate, epsilon, learningRateDecay, weightDecay } = settings;
    const g = withDecay(gradient, parameter, weightDecay);
    const h = total(state, 'h', square(g));
    const rate = learningRate / (1 + (t - 1) * learningRateDecay);
    return sub(parameter, mul(div(g, add(sqrt(h), epsilon)), rate));
  }
}
