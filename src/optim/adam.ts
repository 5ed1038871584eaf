import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { div } from '../ops/elementwise/div.ts';
import { maximum } from '../ops/elementwise/maximum.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sqrt } from '../ops/elementwise/sqrt.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { adamStep } from './adam-step.ts';
import { moments, withDecay } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of Adam. */
export interface AdamSettings extends Settings {
  /** Shares of the first and second moment that stay. Default [0.9, 0.999]. */
  betas: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  epsilon: number;
  /** What the bias correction is applied to. Default 'moments'. */
  correction: 'moments' | 'rate';
  /** Divides by the largest second moment so far. Default false. */
  amsgrad: boolean;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Adaptive moments (Kingma and Ba 2015).
 *
 * In the order the code runs: `m = beta1 m + (1 - beta1) g`; `v = beta2 v + (1 - beta2) g^2`; amsgrad: `v = max of all v`;
 * `W = W - learningRate m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)`. PyTorch's equations. The book folds the
 * correction into the rate, `learningRate sqrt(1 - beta2^t) / (1 - beta1^t)`, and adds epsilon 1e-7 to the uncorrected
 * root: `correction: 'rate', epsilon: 1e-7`.
 *
 * @example new Adam(new Linear(2, 1).parameters(), { learningRate: 0.01 }).steps; // 0
 */
export class Adam extends Optimizer<AdamSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<AdamSettings>[], options: Partial<AdamSettings> = {}) {
    super(
      parameters,
      {
        learningRate: 0.001,
        betas: [0.9, 0.999],
        epsilon: 1e-8,
        correction: 'moments',
        amsgrad: false,
        weightDecay: 0,
      },
      options,
    );
  }

  override get kind(): string {
    return 'Adam';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<AdamSettings>, t: number): Tensor {
    const { learningRate, betas, epsilon, correction, amsgrad, weightDecay } = settings;
    const first = 1 - betas[0] ** t;
    const root = Math.sqrt(1 - betas[1] ** t);
    const constants =
      correction === 'rate' ? { rate: (learningRate * root) / first, root: 1, epsilon } : { rate: learningRate / first, root, epsilon };
    if (!amsgrad) return adamStep(parameter, gradient, state, { betas, ...constants, keep: 1, penalty: weightDecay });
    const { m, v } = moments(state, withDecay(gradient, parameter, weightDecay), betas);
    const largest = state['largest'] === undefined ? mul(v, 1) : maximum(state['largest'], v);
    state['largest'] = largest;
    return sub(parameter, mul(div(m, add(div(sqrt(largest), constants.root), epsilon)), constants.rate));
  }
}
