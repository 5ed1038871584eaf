import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { conv2d, type Conv2dAttrs } from './conv2d.ts';
import { conv2dFilterGrad } from './conv2d-filter-grad.ts';
import { convolveInput } from './convolve.ts';
import { explicitWindows, margins, wholePair, windowsOver, type Padding, type Pair, type WindowAttrs } from './window.ts';

/** The attributes of the convolution whose adjoint is taken. */
export interface ConvTranspose2dAttrs extends Conv2dAttrs {
  /**
   * Rows and columns to add after: a strided convolution comes to the same size from `stride` different ones. Less than the
   * stride; default 0. With padding 'same' the size is H * stride, and this is found from it.
   */
  readonly outputPadding?: Pair;
}

/**
 * Transposed convolution: the adjoint of `conv2d` with the same filter and attributes, and so its gradient. Each pixel of x
 * adds a filter, times its value, to the result.
 *
 * Shapes: `x` [N, H, W, C], `filter` [FH, FW, D / groups, C] -> [N, OH, OW, D] with
 * OH = (H - 1) * stride - top - bottom + (FH - 1) * dilation + 1 + outputPadding, OW likewise
 *
 * @throws {ShapeError} if channels do not match, or nothing is left of the result; {ArgumentError} if an attribute is no whole number, or outputPadding not less than the stride.
 * @example convTranspose2d(ones([1, 7, 7, 8]), ones([4, 4, 3, 8]), { stride: 2, padding: 1 }).shape; // [1, 14, 14, 3]
 */
export const convTranspose2d: Op<['x', 'filter'], ConvTranspose2dAttrs> = defineOp({
  name: 'convTranspose2d',
  inputs: ['x', 'filter'],
  promotes: 'float',
  outShape: ({ x, filter }, attrs: ConvTranspose2dAttrs) => {
    checkChannels(x.shape, filter.shape, attrs.groups ?? 1);
    return resultOf(x.shape, filter.shape, attrs).shape;
  },
  forward: ({ x, filter }, attrs) => {
    const { shape, windows } = resultOf(x.shape, filter.shape, attrs);
    return convolveInput(x, filter, shape, windowsOver('convTranspose2d', shape, filter.shape.slice(0, 2), windows), attrs.groups ?? 1);
  },
  vjp: (saving) => ({
    x: saving(['filter'], (g, { filter }, { attrs, shape }) => {
      const { windows } = resultOf(shape, filter.shape, attrs);
      return conv2d(g, filter, { ...windows, groups: attrs.groups ?? 1 });
    }),
    // In the convolution that this is the adjoint of, g is the image and x the result.
    filter: saving(['x'], (g, { x }, { attrs, shape }) => {
      const { windows } = resultOf(x.shape, shape, attrs);
      return conv2dFilterGrad(g, x, { ...windows, groups: attrs.groups ?? 1, shape });
    }),
  }),
});

/** The outputPadding with which `convTranspose2d` of `small` gives images of the shape `large`. @internal */
export function missingRows(
  small: Shape,
  size: readonly number[],
  { stride, padding, dilation }: Required<WindowAttrs> & { readonly padding: Exclude<Padding, 'same'> },
  large: Shape,
): readonly [number, number] {
  const [strides, dilations, around] = [
    wholePair('conv2d', 'stride', stride, 1),
    wholePair('conv2d', 'dilation', dilation, 1),
    margins('conv2d', padding),
  ];
  const missing = (axis: 0 | 1): number =>
    large[axis + 1]! - spanOf(small[axis + 1]!, size[axis]!, strides[axis], dilations[axis]) + around[axis][0] + around[axis][1];
  return [missing(0), missing(1)];
}

/** Pixels from the first that the windows touch to the last. */
function spanOf(count: number, size: number, stride: number, dilation: number): number {
  return (count - 1) * stride + (size - 1) * dilation + 1;
}

interface Result {
  readonly shape: Shape;
  readonly windows: Required<WindowAttrs> & { readonly padding: Exclude<Padding, 'same'> };
}

function resultOf(x: Shape, filter: Shape, attrs: ConvTranspose2dAttrs): Result {
  const op = 'convTranspose2d';
  const size = filter.slice(0, 2);
  const channels = filter[2]! * (attrs.groups ?? 1);
  const strides = wholePair(op, 'stride', attrs.stride ?? 1, 1);
  const dilations = wholePair(op, 'dilation', attrs.dilation ?? 1, 1);
  if (attrs.padding === 'same') {
    if (attrs.outputPadding !== undefined) {
      throw new ArgumentError(
        `${op}: padding 'same' leaves outputPadding no choice: outputPadding ${JSON.stringify(attrs.outputPadding)}. Leave it out, or give the padding in pixels.`,
        'outputPadding',
        attrs.outputPadding,
      );
    }
    const shape = [x[0]!, x[1]! * strides[0], x[2]! * strides[1], channels];
    return { shape, windows: explicitWindows(windowsOver(op, shape, size, attrs)) };
  }
  const around = margins(op, attrs.padding ?? 0);
  const more = wholePair(op, 'outputPadding', attrs.outputPadding ?? 0, 0);
  if (more.some((count, axis) => count >= strides[axis]!)) {
    throw new ArgumentError(
      `${op}: outputPadding must be less than the stride: outputPadding ${format(more)}, stride ${format(strides)}. Use pad for more rows of zeros.`,
      'outputPadding',
      attrs.outputPadding,
    );
  }
  const lengthOf = (axis: 0 | 1): number =>
    spanOf(x[axis + 1]!, size[axis]!, strides[axis], dilations[axis]) - around[axis][0] - around[axis][1] + more[axis];
  const shape = [x[0]!, lengthOf(0), lengthOf(1), channels];
  if (x[1] === 0 || x[2] === 0 || shape[1]! < 1 || shape[2]! < 1) {
    throw new ShapeError(
      `${op}: nothing is left of the result: x ${format(x)}, filter ${format(filter)}, result ${format(shape)}. Use less padding.`,
      { x, filter },
    );
  }
  return { shape, windows: { stride: strides, padding: around, dilation: dilations } };
}

function checkChannels(x: Shape, filter: Shape, groups: number): void {
  if (x.length !== 4 || filter.length !== 4 || filter[3] !== x[3]) {
    throw new ShapeError(
      `convTranspose2d: x must be [N,H,W,C] and filter [FH,FW,D,C]: x ${format(x)}, filter ${format(filter)}. The filter's last axis is x's channels.`,
      { x, filter },
    );
  }
  if (!Number.isInteger(groups) || groups < 1 || x[3]! % groups !== 0) {
    throw new ArgumentError(
      `convTranspose2d: groups must divide the channels of x: groups ${groups}, x ${format(x)}. Use a divisor of ${x[3]}.`,
      'groups',
      groups,
    );
  }
}
