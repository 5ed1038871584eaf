import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mean } from '../reduce/mean.ts';

/**
 * The mean of each channel of an image.
 *
 * Shapes: `x` [N, H, W, C] -> [N, C]
 *
 * @throws {ShapeError} if x is not [N, H, W, C].
 * @example globalAvgPool(tensor([[[[1], [2]], [[4], [3]]]])).toArray(); // [[2.5]]
 */
export function globalAvgPool(x: Tensor): Tensor {
  if (x.rank !== 4)
    throw new ShapeError(`globalAvgPool: x must be [N,H,W,C]: x ${format(x.shape)}. Reshape or transpose it.`, { x: x.shape });
  return mean(x, [1, 2]);
}
