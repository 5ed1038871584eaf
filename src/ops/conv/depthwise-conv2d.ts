import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { reshape } from '../movement/reshape.ts';
import { conv2d } from './conv2d.ts';
import type { WindowAttrs } from './window.ts';

/**
 * Convolution of each channel by itself, with M filters of its own: `conv2d` with as many groups as channels.
 *
 * Shapes: `x` [N, H, W, C], `filter` [FH, FW, C, M] -> [N, OH, OW, C * M], channel c giving c * M to c * M + M - 1
 *
 * @throws {ShapeError} if channels do not match, or the filter is larger than the padded image; {ArgumentError} if an attribute is no whole number.
 * @example depthwiseConv2d(ones([1, 4, 4, 3]), ones([3, 3, 3, 2])).shape; // [1, 2, 2, 6]
 */
export function depthwiseConv2d(x: Tensor, filter: Tensor, attrs: WindowAttrs = {}): Tensor {
  const [height, width, channels, multiplier] = filter.shape;
  if (x.rank !== 4 || filter.rank !== 4 || channels !== x.shape[3]) {
    throw new ShapeError(
      `depthwiseConv2d: x must be [N,H,W,C] and filter [FH,FW,C,M]: x ${format(x.shape)}, filter ${format(filter.shape)}. The filter's third axis is x's channels.`,
      { x: x.shape, filter: filter.shape },
    );
  }
  return conv2d(x, reshape(filter, [height!, width!, 1, channels! * multiplier!]), { ...attrs, groups: channels! });
}
