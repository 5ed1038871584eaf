import { ArgumentError } from '../core/errors.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { sub } from '../ops/elementwise/sub.ts';
import { withDecay } from './moments.ts';
import { Optimizer, type Group, type ParameterGroup, type Settings, type State } from './optimizer.ts';

/** Settings of SGD. */
export interface SGDSettings extends Settings {
  /** Share of the last velocity that stays. Default 0: no velocity is kept. */
  momentum: number;
  /** Share of the gradient that does not enter the velocity. Default 0. */
  dampening: number;
  /** Looks ahead along the velocity. Default false. */
  nesterov: boolean;
  /** Adds `weightDecay` times the parameter to its gradient. Default 0. */
  weightDecay: number;
}

/**
 * Stochastic gradient descent, with momentum (Polyak 1964) or Nesterov's (Sutskever et al. 2013).
 *
 * In the order the code runs: `g = g + weightDecay W`; with momentum `v = momentum v + (1 - dampening) g` (at first
 * `v = g`) and `g = v` (Nesterov: `g = g + momentum v`); `W = W - learningRate g`. PyTorch's equations.
 *
 * At a constant rate the book's `v = momentum v - learningRate g, W = W + v` gives the same steps. So does its Nesterov,
 * `W = W + momentum^2 v - (1 + momentum) learningRate g, v = momentum v - learningRate g`: its v is ours times -learningRate.
 *
 * @throws {ArgumentError} as every optimizer, and for nesterov without momentum or with dampening.
 * @example
 * const model = new Linear(2, 1);
 * const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
 * optimizer.learningRate; // 0.1
 */
export class SGD extends Optimizer<SGDSettings> {
  constructor(parameters: readonly Parameter[] | readonly ParameterGroup<SGDSettings>[], options: Partial<SGDSettings> = {}) {
    super(parameters, { learningRate: 0.01, momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 }, options);
    for (const { momentum, dampening, nesterov } of this.groups) {
      if (!nesterov || (momentum > 0 && dampening === 0)) continue;
      throw new ArgumentError(
        `SGD: nesterov needs a momentum above 0 and no dampening: momentum ${momentum}, dampening ${dampening}. Set momentum: 0.9.`,
        'nesterov',
        nesterov,
      );
    }
  }

  override get kind(): string {
    return 'SGD';
  }

  protected override update(parameter: Parameter, gradient: Tensor, state: State, settings: Group<SGDSettings>): Tensor {
    const { learningRate, momentum, dampening, nesterov, weightDecay } = settings;
    const g = withDecay(gradient, parameter, weightDecay);
    if (momentum === 0) return sub(parameter, mul(g, learningRate));
    const before = state['velocity'];
    const velocity = before === undefined ? mul(g, 1) : add(mul(before, momentum), dampening === 0 ? g : mul(g, 1 - dampening));
    state['velocity'] = velocity;
    return sub(parameter, mul(nesterov ? add(g, mul(velocity, momentum)) : velocity, learningRate));
  }
}
