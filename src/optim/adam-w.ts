import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { adamStep } from './adam-step.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of AdamW. */
export interface AdamWSettings extends Settings {
  /** Shares of the first and second moment that stay. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  epsilon: number;
  /** Share of the parameter that a step at rate 1 takes away. Default 0.01. */
  weightDecay: number;
}

/**
 * Adam with weight decay apart from the gradient (Loshchilov and Hutter 2019).
 *
 * In the order the code runs: `W = W - learningRate weightDecay W`; then Adam's step with `m`, `v` and `g` as there.
 * PyTorch's equations.
 *
 * @example new AdamW(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class AdamW extends Optimizer<AdamWSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<AdamWSettings>[], options: Partial<AdamWSettings> = {}) {
    super(parameters, { learningRate: 0.001, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 }, options);
  }

  override get kind(): string {
    return 'AdamW';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<AdamWSettings>, t: number): Tensor {
    const { learningRate, betas, epsilon, weightDecay } = settings;
    return adamStep(parameter, gradient, state, {
      betas,
      rate: learningRate / (1 - betas[0] ** t),
      root: Math.sqrt(1 - betas[1] ** t),
      epsilon,
      keep: 1 - learningRate * weightDecay,
      penalty: 0,
    });
  }
}
