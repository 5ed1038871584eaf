import type { Tensor } from '../graph/tensor.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { Module } from './module.ts';

/**
 * All axes but the first as one.
 *
 * Shapes: `x` [N, ...] -> [N, product of the rest]
 *
 * @example new Flatten().forward(ones([2, 3, 4])).shape; // [2, 12]
 */
export class Flatten extends Module {
  override forward(x: Tensor): Tensor {
    return reshape(x, { shape: [x.shape[0]!, x.shape.slice(1).reduce((size, length) => size * length, 1)] });
  }
}
