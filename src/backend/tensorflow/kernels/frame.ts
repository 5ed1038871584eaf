import type { Shape } from '../../../core/shape.ts';
import { windowsOver, type WindowAttrs, type Windows } from '../../reference/window.ts';
import type { Eager } from '../eager.ts';

type Axis = Windows['rows'];

/** Windows over a batch of images, and how to ask TensorFlow for them. */
export interface Frame {
  readonly rows: Axis;
  readonly columns: Axis;
  /** EXPLICIT where neither of TensorFlow's two rules pads as asked: most kernels then want the images padded. */
  readonly padding: 'SAME' | 'VALID' | 'EXPLICIT';
  /** [before, after] of rows and of columns, as far as windows reach. */
  readonly around: readonly [readonly [number, number], readonly [number, number]];
}

/**
 * The windows that `attrs` describe over images [N, H, W, C].
 *
 * Padding in numbers that is what 'same' or 'valid' means is named so: TensorFlow is two to four times as fast then.
 */
export function frameOf(images: Shape, size: readonly number[] | number, attrs: WindowAttrs): Frame {
  const { rows, columns } = windowsOver(images, size, attrs);
  const around = [aroundOf(rows), aroundOf(columns)] as const;
  const padding = isValid(around[0]) && isValid(around[1]) ? 'VALID' : isSame(rows) && isSame(columns) ? 'SAME' : 'EXPLICIT';
  return { rows, columns, padding, around };
}

/** [N, rows, columns, channels] of what the windows give. */
export function outputShape(images: Shape, { rows, columns }: Frame, channels: number): number[] {
  return [images[0]!, rows.output, columns.output, channels];
}

/** How many places a window spans. */
export function reach({ window, dilation }: Axis): number {
  return (window - 1) * dilation + 1;
}

function lacking({ input, output, stride, window, dilation }: Axis): number {
  return Math.max(0, (output - 1) * stride + (window - 1) * dilation + 1 - input);
}

function aroundOf(axis: Axis): readonly [number, number] {
  return [axis.before, Math.max(0, lacking(axis) - axis.before)];
}

function isValid([before, after]: readonly [number, number]): boolean {
  return before === 0 && after === 0;
}

function isSame(axis: Axis): boolean {
  return axis.output === Math.ceil(axis.input / axis.stride) && axis.before === Math.floor(lacking(axis) / 2);
}

/** The shape of images with the frame's padding around them. */
export function paddedShape(images: Shape, { around: [rows, columns] }: Frame): number[] {
  const [batch, height, width, channels] = images as readonly [number, number, number, number];
  return [batch, rows[0] + height + rows[1], columns[0] + width + columns[1], channels];
}

/** The images with the padding around them: what windows without padding then see. */
export function pad(
  tf: Eager,
  images: number,
  { around: [rows, columns] }: Frame,
  value: number,
  dtype: 'float32' | 'int32' = 'float32',
): number {
  return tf.step('PadV2', [images, tf.intPairs([[0, 0], rows, columns, [0, 0]]), tf.scalar(value, dtype)]);
}

/** What `pad` put around taken off again: begin and size for a Slice. */
export function crop(tf: Eager, images: Shape, { around: [rows, columns] }: Frame): [begin: number, size: number] {
  return [tf.ints([0, rows[0], columns[0], 0]), tf.ints(images)];
}

/** Rows and columns moved apart, zeros between them: [N, H, W, C] -> [N, (H - 1) * down + 1, (W - 1) * right + 1, C]. */
export function spread(tf: Eager, id: number, shape: readonly [number, number, number, number], down: number, right: number): number {
  const [batch, height, width, channels] = shape;
  const single = tf.step('Reshape', [id, tf.ints([batch, height, 1, width, 1, channels])]);
  const gaps = tf.intPairs([
    [0, 0],
    [0, 0],
    [0, down - 1],
    [0, 0],
    [0, right - 1],
    [0, 0],
  ]);
  const apart = tf.step('PadV2', [single, gaps, tf.scalar(0, 'float32')]);
  const joined = tf.step('Reshape', [apart, tf.ints([batch, height * down, width * right, channels])]);
  return tf.step('Slice', [joined, tf.ints([0, 0, 0, 0]), tf.ints([batch, (height - 1) * down + 1, (width - 1) * right + 1, channels])]);
}
