import type { Tensor } from '../../graph/tensor.ts';
import { reshape } from '../movement/reshape.ts';
import { maxPool } from './max-pool.ts';

/**
 * The largest pixel of each channel of an image. The first of several gets the gradient.
 *
 * Shapes: `x` [N, H, W, C] -> [N, C]
 *
 * @throws {ShapeError} if x is not [N, H, W, C]; {ArgumentError} if it has no pixels.
 * @example globalMaxPool(tensor([[[[1], [2]], [[4], [3]]]])).toArray(); // [[4]]
 */
export function globalMaxPool(x: Tensor): Tensor {
  const [batch, height, width, channels] = x.shape;
  return reshape(maxPool(x, { size: [height ?? 1, width ?? 1] }), [batch!, channels!]);
}
