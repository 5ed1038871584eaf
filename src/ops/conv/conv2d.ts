import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { conv2dFilterGrad } from './conv2d-filter-grad.ts';
import { convTranspose2d, missingRows } from './conv-transpose2d.ts';
import { convolve } from './convolve.ts';
import { explicitWindows, windowsOver, type WindowAttrs } from './window.ts';

/** How the filter moves, and into how many groups the channels are parted. */
export interface Conv2dAttrs extends WindowAttrs {
  /** Each of as many equal parts of x's channels has its own filters; default 1. */
  readonly groups?: number;
}

/**
 * Convolution (cross-correlation: the filter is not flipped) of images with filters.
 *
 * Shapes: `x` [N, H, W, C], `filter` [FH, FW, C / groups, D] -> [N, OH, OW, D] with
 * OH = floor((H + top + bottom - (FH - 1) * dilation - 1) / stride) + 1, OW likewise
 *
 * With as many groups as channels it is a depthwise convolution.
 *
 * @throws {ShapeError} if channels do not match, or the filter is larger than the padded image; {ArgumentError} if stride, padding, dilation or groups are no whole numbers.
 * @example conv2d(ones([1, 4, 4, 1]), ones([3, 3, 1, 2]), { padding: 1 }).shape; // [1, 4, 4, 2]
 */
export const conv2d: Op<['x', 'filter'], Conv2dAttrs> = defineOp({
  name: 'conv2d',
  inputs: ['x', 'filter'],
  promotes: 'float',
  outShape: ({ x, filter }, attrs: Conv2dAttrs) => {
    checkChannels(x.shape, filter.shape, attrs.groups ?? 1);
    const [rows, columns] = windowsOver('conv2d', x.shape, filter.shape.slice(0, 2), attrs);
    return [x.shape[0]!, rows.output, columns.output, filter.shape[3]!];
  },
  forward: ({ x, filter }, attrs) =>
    convolve(x, filter, windowsOver('conv2d', x.shape, filter.shape.slice(0, 2), attrs), attrs.groups ?? 1),
  // Linear in x and in the filter: each gradient is the adjoint of the other's map.
  vjp: (saving) => ({
    x: saving(['filter'], (g, { filter }, { attrs, shape }) => {
      const size = filter.shape.slice(0, 2);
      const windows = explicitWindows(windowsOver('conv2d', shape, size, attrs));
      return convTranspose2d(g, filter, {
        ...windows,
        groups: attrs.groups ?? 1,
        outputPadding: missingRows(g.shape, size, windows, shape),
      });
    }),
    filter: saving(['x'], (g, { x }, { attrs, shape }) => {
      const windows = explicitWindows(windowsOver('conv2d', x.shape, shape.slice(0, 2), attrs));
      return conv2dFilterGrad(x, g, { ...windows, groups: attrs.groups ?? 1, shape });
    }),
  }),
});

function checkChannels(x: Shape, filter: Shape, groups: number): void {
  if (x.length !== 4 || filter.length !== 4) {
    throw new ShapeError(
      `conv2d: x must be [N,H,W,C] and filter [FH,FW,C,D]: x ${format(x)}, filter ${format(filter)}. Reshape or transpose them.`,
      { x, filter },
    );
  }
  if (!Number.isInteger(groups) || groups < 1 || x[3]! % groups !== 0 || filter[3]! % groups !== 0) {
    throw new ArgumentError(
      `conv2d: groups must divide the channels of x and of the result: groups ${groups}, x ${format(x)}, filter ${format(filter)}. Use a common divisor of ${x[3]} and ${filter[3]}.`,
      'groups',
      groups,
    );
  }
  if (filter[2] !== x[3]! / groups) {
    const expected = groups === 1 ? `${x[3]}` : `${x[3]} / ${groups} groups = ${x[3]! / groups}`;
    throw new ShapeError(
      `conv2d: the filter's third axis must be x's channels: x ${format(x)}, filter ${format(filter)} (${filter[2]} instead of ${expected}). Filters are [FH,FW,C,D].`,
      { x, filter },
    );
  }
}
