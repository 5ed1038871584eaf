import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import type { Generator } from '../core/random.ts';
import { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { checkSizes, checkTensor } from './layer-checks.ts';
import { fanInUniform, zeros, type Initializer } from './init.ts';
import { parameterOf, settle, type ParameterSource } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of Linear. */
export interface LinearOptions {
  /** Adds a bias. Default true. */
  readonly bias?: boolean;
  /** Default: uniform within +-sqrt(1 / in), as PyTorch. A parameter of another module is shared with it. */
  readonly weight?: ParameterSource;
  /** The shared weight is [out, in], as an Embedding's table is. Default false. */
  readonly transposed?: boolean;
  /** Initial bias. Default: zeros, as the book. */
  readonly biasInit?: Initializer;
  readonly generator?: Generator;
}

/**
 * Affine map `y = x W + b`: the book's Affine layer.
 *
 * Shapes: `x` [..., in] -> [..., out]; `weight` [in, out], `bias` [out]. With `in` null the first forward finds it.
 *
 * @throws {ShapeError} if the last axis of x is not `in` long; {ArgumentError} if a size is no whole number from 1.
 * @example new Linear(784, 50).forward(ones([100, 784])).shape; // [100, 50]
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  /** Whether the weight is [out, in]. */
  readonly transposed: boolean;
  readonly #out: number;

  constructor(inFeatures: number | null, outFeatures: number, options: LinearOptions = {}) {
    super();
    const { bias = true, weight = fanInUniform(), transposed = false, biasInit = zeros(), generator } = options;
    checkSizes('Linear', { outFeatures }, { inFeatures });
    if (transposed && !(weight instanceof Parameter)) {
      throw new ArgumentError(
        "Linear: transposed is for a shared weight: weight is an initializer. Leave out transposed, or give another module's parameter.",
        'transposed',
        transposed,
      );
    }
    this.weight = parameterOf('weight', weight, transposed ? [outFeatures, inFeatures] : [inFeatures, outFeatures], generator);
    this.bias = bias ? parameterOf('bias', biasInit, [outFeatures], generator) : null;
    this.transposed = transposed;
    this.#out = outFeatures;
  }

  override forward(x: Tensor): Tensor {
    checkTensor('Linear', 'x', x);
    if (x.rank === 0) throw new ShapeError(`Linear: x must have an axis: x ${format(x.shape)}. Reshape it to [1].`, { x: x.shape });
    settle(this.weight, () => (this.transposed ? [this.#out, x.shape.at(-1)!] : [x.shape.at(-1)!, this.#out]), x);
    const inFeatures = this.weight.shape[this.transposed ? 1 : 0]!;
    if (x.shape.at(-1) !== inFeatures) {
      throw new ShapeError(
        `Linear: the last axis of x must be ${inFeatures} long: x ${format(x.shape)}, weight ${format(this.weight.shape)}. Flatten or transpose x first.`,
        { x: x.shape, weight: this.weight.shape },
      );
    }
    const y = this.transposed ? matMul(x, this.weight, { transposeB: true }) : matMul(x, this.weight);
    return this.bias === null ? y : add(y, this.bias);
  }
}
