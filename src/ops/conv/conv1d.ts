import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { squeeze } from '../movement/squeeze.ts';
import { conv2d } from './conv2d.ts';

/** How the filter moves along a sequence. */
export interface Conv1dAttrs {
  /** Steps from one window to the next; default 1. */
  readonly stride?: number;
  /** Zeros at both ends, or [before, after], or as in `conv2d`; default 0. */
  readonly padding?: number | 'same' | 'valid' | readonly [before: number, after: number];
  /** Steps from one place in the window to the next; default 1. */
  readonly dilation?: number;
  /** Each of as many equal parts of x's channels has its own filters; default 1. */
  readonly groups?: number;
}

/**
 * Convolution (cross-correlation: the filter is not flipped) of sequences with filters.
 *
 * Shapes: `x` [N, L, C], `filter` [FL, C / groups, D] -> [N, OL, D] with
 * OL = floor((L + before + after - (FL - 1) * dilation - 1) / stride) + 1
 *
 * @throws {ShapeError} if channels do not match, or the filter is longer than the padded sequence; {ArgumentError} if an attribute is no whole number.
 * @example conv1d(tensor([1, 2, 3, 4]).reshape([1, 4, 1]), tensor([1, -1]).reshape([2, 1, 1])).reshape([3]).toArray(); // [-1, -1, -1]
 */
export function conv1d(x: Tensor, filter: Tensor, { stride = 1, padding = 0, dilation = 1, groups = 1 }: Conv1dAttrs = {}): Tensor {
  if (x.rank !== 3 || filter.rank !== 3) {
    throw new ShapeError(
      `conv1d: x must be [N,L,C] and filter [FL,C,D]: x ${format(x.shape)}, filter ${format(filter.shape)}. Reshape or transpose them.`,
      {
        x: x.shape,
        filter: filter.shape,
      },
    );
  }
  const y = conv2d(expandDims(x, 1), expandDims(filter, 0), {
    stride: [1, stride],
    padding: typeof padding === 'string' ? padding : [0, padding],
    dilation: [1, dilation],
    groups,
  });
  return squeeze(y, 1);
}
