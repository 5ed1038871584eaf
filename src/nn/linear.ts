import { ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import type { Generator } from '../core/random.ts';
import { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { matMul } from '../ops/linalg/mat-mul.ts';
import { uniform, zeros, type Initializer } from './init.ts';
import { Module } from './module.ts';

/** Options of Linear. */
export interface LinearOptions {
  /** Adds a bias. Default true. */
  readonly bias?: boolean;
  /** Default: uniform within +-sqrt(1 / in), as PyTorch. */
  readonly weight?: Initializer;
  /** Initial bias. Default: zeros, as the book. */
  readonly biasInit?: Initializer;
  readonly generator?: Generator;
}

/**
 * Affine map `y = x W + b`: the book's Affine layer.
 *
 * Shapes: `x` [..., in] -> [..., out]; `weight` [in, out], `bias` [out]
 *
 * @throws {ShapeError} if the last axis of x is not `in` long.
 * @example new Linear(784, 50).forward(ones([100, 784])).shape; // [100, 50]
 */
export class Linear extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const bound = Math.sqrt(1 / inFeatures);
    const weight = options.weight ?? uniform(-bound, bound);
    this.weight = new Parameter(weight([inFeatures, outFeatures], options.generator), { label: 'weight' });
    this.bias =
      options.bias === false ? null : new Parameter((options.biasInit ?? zeros())([outFeatures], options.generator), { label: 'bias' });
  }

  override forward(x: Tensor): Tensor {
    const inFeatures = this.weight.shape[0]!;
    if (x.shape[x.shape.length - 1] !== inFeatures) {
      throw new ShapeError(
        `Linear: the last axis of x must be ${inFeatures} long: x ${format(x.shape)}, weight ${format(this.weight.shape)}. Flatten or transpose x first.`,
        { x: x.shape, weight: this.weight.shape },
      );
    }
    const y = matMul(x, this.weight);
    return this.bias === null ? y : add(y, this.bias);
  }
}
