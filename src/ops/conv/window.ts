import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';

/** One number for both axes of an image, or one for its height and one for its width. */
export type Pair = number | readonly [height: number, width: number];

/** Pixels around one axis: as many before as after, or one number each. */
type Margin = number | readonly [before: number, after: number];

/**
 * Zeros around an image: pixels on every side, or by axis, or by side ([[top, bottom], [left, right]]); 'valid' is none;
 * 'same' is what gives ceil(length / stride) windows, the odd pixel after.
 */
export type Padding = number | 'same' | 'valid' | readonly [height: Margin, width: Margin];

/** How a window moves over images. */
export interface WindowAttrs {
  /** Pixels from one window to the next; default 1. */
  readonly stride?: Pair;
  /** Default 0. */
  readonly padding?: Padding;
  /** Pixels from one place in the window to the next; default 1. */
  readonly dilation?: Pair;
}

/** The windows along one axis. @internal */
export interface WindowAxis {
  readonly output: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  readonly after: number;
}

/** The windows over images: [rows, columns]. @internal */
export type Windows = readonly [WindowAxis, WindowAxis];

/** The windows of a size over images [N, H, W, ...]. @throws {ShapeError} if not one fits. @internal */
export function windowsOver(op: string, images: Shape, size: readonly number[], attrs: WindowAttrs): Windows {
  const strides = wholePair(op, 'stride', attrs.stride ?? 1, 1);
  const dilations = wholePair(op, 'dilation', attrs.dilation ?? 1, 1);
  const along = (axis: 0 | 1): WindowAxis => {
    const [input, stride, dilation] = [images[axis + 1]!, strides[axis], dilations[axis]];
    const reach = (size[axis]! - 1) * dilation + 1;
    const [before, after] = attrs.padding === 'same' ? samePadding(input, stride, reach) : margins(op, attrs.padding ?? 0)[axis];
    const output = Math.floor((input + before + after - reach) / stride) + 1;
    if (output < 1) {
      const padded = input + before + after;
      throw new ShapeError(
        `${op}: the window does not fit into the image: x ${format(images)}, window ${format(size)} (axis ${axis + 1}: ${reach} of ${padded}). Use a smaller window or more padding.`,
        { x: images, window: size },
      );
    }
    return { output, stride, dilation, before, after };
  };
  return [along(0), along(1)];
}

function samePadding(input: number, stride: number, reach: number): readonly [number, number] {
  const padded = Math.max(0, (Math.ceil(input / stride) - 1) * stride + reach - input);
  return [Math.floor(padded / 2), Math.ceil(padded / 2)];
}

/** [before, after] of both axes. @throws {ArgumentError} if one is not a whole number from 0. @internal */
export function margins(op: string, padding: Exclude<Padding, 'same'>): readonly [readonly [number, number], readonly [number, number]] {
  const [height, width] = typeof padding === 'object' ? padding : padding === 'valid' ? [0, 0] : [padding, padding];
  return [sides(op, padding, height), sides(op, padding, width)];
}

function sides(op: string, padding: Padding, margin: Margin): readonly [number, number] {
  const [before, after] = typeof margin === 'object' ? margin : [margin, margin];
  if (![before, after].every((count) => Number.isInteger(count) && count >= 0)) {
    throw new ArgumentError(
      `${op}: padding must be whole numbers from 0: padding ${JSON.stringify(padding)}. Give 'same', 'valid', pixels, or [[top, bottom], [left, right]].`,
      'padding',
      padding,
    );
  }
  return [before, after];
}

/** A number for each axis. @throws {ArgumentError} if one is not whole, or less than `least`. @internal */
export function wholePair(op: string, argument: string, pair: Pair, least: number): readonly [number, number] {
  const both: readonly number[] = typeof pair === 'object' ? pair : [pair, pair];
  if (both.length !== 2 || !both.every((count) => Number.isInteger(count) && count >= least)) {
    throw new ArgumentError(
      `${op}: ${argument} must be whole numbers from ${least}: ${argument} ${JSON.stringify(pair)}. Give one number, or [height, width].`,
      argument,
      pair,
    );
  }
  return [both[0]!, both[1]!];
}

/** The windows as tfjs's kernels name them. @internal */
export function kernelWindows([rows, columns]: Windows): {
  strides: [number, number];
  dilations: [number, number];
  pad: 'valid' | [[number, number], [number, number], [number, number], [number, number]];
} {
  const padded = rows.before > 0 || rows.after > 0 || columns.before > 0 || columns.after > 0;
  return {
    strides: [rows.stride, columns.stride],
    dilations: [rows.dilation, columns.dilation],
    pad: padded
      ? [
          [0, 0],
          [rows.before, rows.after],
          [columns.before, columns.after],
          [0, 0],
        ]
      : 'valid',
  };
}

/** The same windows by attributes that no longer depend on the image. @internal */
export function explicitWindows([rows, columns]: Windows): Required<WindowAttrs> & { readonly padding: Exclude<Padding, 'same'> } {
  return {
    stride: [rows.stride, columns.stride],
    padding: [
      [rows.before, rows.after],
      [columns.before, columns.after],
    ],
    dilation: [rows.dilation, columns.dilation],
  };
}
