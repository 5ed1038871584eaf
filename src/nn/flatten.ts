import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { ShapeError } from '../core/errors.ts';
import { checkTensor } from './layer-checks.ts';
import { Module } from './module.ts';

/**
 * All axes but the first as one.
 *
 * Shapes: `x` [N, ...] -> [N, product of the rest]
 *
 * @throws {ShapeError} if x is a scalar.
 * @example new Flatten().forward(ones([2, 3, 4])).shape; // [2, 12]
 */
export class Flatten extends Module {
  override forward(x: Tensor): Tensor {
    checkTensor('Flatten', 'x', x);
    if (x.rank === 0) throw new ShapeError('Flatten: x must have an axis of samples: x []. Reshape it to [1, 1].', { x: x.shape });
    return reshape(x, { shape: [x.shape[0]!, x.shape.slice(1).reduce((size, length) => size * length, 1)] });
  }
}
