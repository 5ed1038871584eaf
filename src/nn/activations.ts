import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { elu, type EluAttrs } from '../ops/elementwise/elu.ts';
import { gelu, type GeluAttrs } from '../ops/elementwise/gelu.ts';
import { hardSigmoid } from '../ops/elementwise/hard-sigmoid.ts';
import { hardSwish } from '../ops/elementwise/hard-swish.ts';
import { leakyRelu, type LeakyReluAttrs } from '../ops/elementwise/leaky-relu.ts';
import { logSigmoid } from '../ops/elementwise/log-sigmoid.ts';
import { mish } from '../ops/elementwise/mish.ts';
import { prelu } from '../ops/elementwise/prelu.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { relu6 } from '../ops/elementwise/relu6.ts';
import { selu } from '../ops/elementwise/selu.ts';
import { sigmoid } from '../ops/elementwise/sigmoid.ts';
import { silu } from '../ops/elementwise/silu.ts';
import { softplus } from '../ops/elementwise/softplus.ts';
import { tanh } from '../ops/elementwise/tanh.ts';
import { logSoftmax } from '../ops/reduce/log-softmax.ts';
import { softmax, type SoftmaxAttrs } from '../ops/reduce/softmax.ts';
import { checkSizes } from './layer-checks.ts';
import { constant } from './init.ts';
import { parameterOf } from './lazy-parameter.ts';
import { Module } from './module.ts';

/**
 * The larger of x and 0; its gradient at 0 is 0.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new ReLU().forward(tensor([-1, 2])).toArray(); // [0, 2]
 */
export class ReLU extends Module {
  override forward(x: Tensor): Tensor {
    return relu(x);
  }
}

/**
 * x held between 0 and 6.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new ReLU6().forward(tensor([-1, 9])).toArray(); // [0, 6]
 */
export class ReLU6 extends Module {
  override forward(x: Tensor): Tensor {
    return relu6(x);
  }
}

/**
 * Self-normalizing (Klambauer et al. 2017): a scaled ELU.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new SELU().forward(tensor([0])).toArray(); // [0]
 */
export class SELU extends Module {
  override forward(x: Tensor): Tensor {
    return selu(x);
  }
}

/**
 * `x sigmoid(x)` (Elfwing et al. 2018), also called swish.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new SiLU().forward(tensor([0])).toArray(); // [0]
 */
export class SiLU extends Module {
  override forward(x: Tensor): Tensor {
    return silu(x);
  }
}

/**
 * `x tanh(softplus(x))` (Misra 2019).
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new Mish().forward(tensor([0])).toArray(); // [0]
 */
export class Mish extends Module {
  override forward(x: Tensor): Tensor {
    return mish(x);
  }
}

/**
 * `log(1 + e^x)`.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new Softplus().forward(tensor([0])).toArray(); // [0.6931471805599453]
 */
export class Softplus extends Module {
  override forward(x: Tensor): Tensor {
    return softplus(x);
  }
}

/**
 * `1 / (1 + e^-x)`.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new Sigmoid().forward(tensor([0])).toArray(); // [0.5]
 */
export class Sigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/**
 * The logarithm of the sigmoid.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new LogSigmoid().forward(tensor([0])).toArray(); // [-0.6931471805599453]
 */
export class LogSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}

/**
 * A sigmoid of three straight pieces.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new HardSigmoid().forward(tensor([-3, 0, 3])).toArray(); // [0, 0.5, 1]
 */
export class HardSigmoid extends Module {
  override forward(x: Tensor): Tensor {
    return hardSigmoid(x);
  }
}

/**
 * `x` times the hard sigmoid (Howard et al. 2019).
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new HardSwish().forward(tensor([-3, 0, 3])).toArray(); // [0, 0, 3]
 */
export class HardSwish extends Module {
  override forward(x: Tensor): Tensor {
    return hardSwish(x);
  }
}

/**
 * The hyperbolic tangent.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new Tanh().forward(tensor([0])).toArray(); // [0]
 */
export class Tanh extends Module {
  override forward(x: Tensor): Tensor {
    return tanh(x);
  }
}

/**
 * x above 0, `alpha x` below (Maas et al. 2013); alpha is 0.01 by default.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new LeakyReLU({ alpha: 0.5 }).forward(tensor([-1, 2])).toArray(); // [-0.5, 2]
 */
export class LeakyReLU extends Module {
  readonly #attrs: LeakyReluAttrs;

  constructor(attrs: LeakyReluAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return leakyRelu(x, this.#attrs);
  }
}

/**
 * x above 0, `alpha (e^x - 1)` below (Clevert et al. 2015); alpha is 1 by default.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new ELU().forward(tensor([-100, 2])).toArray(); // [-1, 2]
 */
export class ELU extends Module {
  readonly #attrs: EluAttrs;

  constructor(attrs: EluAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return elu(x, this.#attrs);
  }
}

/**
 * x times the probability that a standard normal number is below x (Hendrycks and Gimpel 2016); with
 * `approximate: 'tanh'` the paper's approximation.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new GELU().forward(tensor([0])).toArray(); // [0]
 */
export class GELU extends Module {
  readonly #attrs: GeluAttrs;

  constructor(attrs: GeluAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return gelu(x, this.#attrs);
  }
}

/**
 * Probabilities from scores: `e^x` over its sum along an axis, by default the last.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @throws {AxisError} if x has no such axis.
 * @example new Softmax().forward(tensor([0, 0])).toArray(); // [0.5, 0.5]
 */
export class Softmax extends Module {
  readonly #attrs: SoftmaxAttrs;

  constructor(attrs: SoftmaxAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return softmax(x, this.#attrs);
  }
}

/**
 * The logarithm of softmax, along an axis, by default the last.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @throws {AxisError} if x has no such axis.
 * @example new LogSoftmax().forward(tensor([0, 0])).toArray(); // [-0.6931471805599453, -0.6931471805599453]
 */
export class LogSoftmax extends Module {
  readonly #attrs: SoftmaxAttrs;

  constructor(attrs: SoftmaxAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return logSoftmax(x, this.#attrs);
  }
}

/**
 * x above 0, `weight x` below, with a learned slope: one, or one per channel (He et al. 2015).
 *
 * Shapes: `x` [..., C] -> the same; `weight` [1] or [C], at first 0.25
 *
 * @throws {ShapeError} if x has another number of channels.
 * @example new PReLU().forward(tensor([-1, 2])).toArray(); // [-0.25, 2]
 */
export class PReLU extends Module {
  readonly weight: Parameter;

  constructor(channels = 1, { initial = 0.25 }: { readonly initial?: number } = {}) {
    super();
    checkSizes('PReLU', { channels });
    this.weight = parameterOf('weight', constant(initial), [channels]);
  }

  override forward(x: Tensor): Tensor {
    return prelu(x, this.weight);
  }
}

/**
 * Gives back what it is given: stands where a layer may be left out.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @example new Identity().forward(tensor([1, 2])).toArray(); // [1, 2]
 */
export class Identity extends Module {
  override forward(x: Tensor): Tensor {
    return x;
  }
}
