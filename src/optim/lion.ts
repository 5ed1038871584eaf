import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sign } from '../ops/elementwise/sign.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { average } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of Lion. */
export interface LionSettings extends Settings {
  /** Shares of the momentum in the step and in the momentum itself. Default [0.9, 0.99]. */
  betas: readonly [number, number];
  /** Share of the parameter that a step at rate 1 takes away. Default 0. */
  weightDecay: number;
}

/**
 * Steps of one size along the sign of a mixed momentum (Chen et al. 2023).
 *
 * In the order the code runs: `W = W - learningRate weightDecay W`; `W = W - learningRate sign(beta1 m + (1 - beta1) g)`;
 * `m = beta2 m + (1 - beta2) g`.
 *
 * @example new Lion(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class Lion extends Optimizer<LionSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<LionSettings>[], options: Partial<LionSettings> = {}) {
    super(parameters, { learningRate: 0.0001, betas: [0.9, 0.99], weightDecay: 0 }, options);
  }

  override get kind(): string {
    return 'Lion';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<LionSettings>): Tensor {
    const { learningRate, betas, weightDecay } = settings;
    const fresh = mul(gradient, 1 - betas[0]);
    const direction = sign(state['m'] === undefined ? fresh : add(mul(state['m'], betas[0]), fresh));
    average(state, 'm', gradient, betas[1]);
    return sub(mul(parameter, 1 - learningRate * weightDecay), mul(direction, learningRate));
  }
}
