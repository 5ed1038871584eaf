import type { Shape } from '../../../core/shape.ts';
import type { WindowAttrs } from '../../reference/window.ts';
import { int, text, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idAsFloat } from './cast.ts';
import { isEmpty, zeros } from './empty.ts';
import { crop, frameOf, outputShape, pad, paddedShape, reach, spread, type Frame } from './frame.ts';
import type { Inputs, Kernels, Result } from './kernel-type.ts';

/** Convolutions of images [N, H, W, C] with filters [height, width, C, D], and their gradients. */
export const convKernels: Kernels<'Conv2D' | 'Conv2DBackpropFilter' | 'Conv2DBackpropInput'> = {
  Conv2D: (tf, { x, filter }, attrs) => {
    const frame = frameOf(x.shape, filter.shape, attrs);
    const { rows, columns, around } = frame;
    if (isEmpty(x, filter)) return zeros(tf, outputShape(x.shape, frame, filter.shape[3]!));
    const more = [int('dilations', [1, rows.dilation, columns.dilation, 1])];
    if (frame.padding === 'EXPLICIT') more.push(int('explicit_paddings', [0, 0, ...around[0], ...around[1], 0, 0]));
    return tf.op('Conv2D', [idAsFloat(tf, x), idAsFloat(tf, filter)], [...movement(frame, frame.padding), ...more]);
  },
  Conv2DBackpropFilter: filterGradient,
  Conv2DBackpropInput: inputGradient,
};

function movement({ rows, columns }: Frame, padding: Frame['padding']): OpAttr[] {
  return [int('strides', [1, rows.stride, columns.stride, 1]), text('padding', padding)];
}

/** TensorFlow's gradients know padding only as SAME and VALID (EXPLICIT takes three times as long). */
function withoutExplicit({ padding }: Frame): 'SAME' | 'VALID' {
  return padding === 'SAME' ? 'SAME' : 'VALID';
}

/** TensorFlow's gradients know no dilation on the CPU: the filter with zeros between its places is not dilated. */
function isDilated({ rows, columns }: Frame): boolean {
  return rows.dilation > 1 || columns.dilation > 1;
}

type Dilated = Pick<WindowAttrs, 'dilations'>;

function filterGradient(
  tf: Eager,
  { x, dy }: Inputs<'Conv2DBackpropFilter'>,
  attrs: Omit<WindowAttrs, 'dilations'> & Dilated & { readonly filterShape: Shape },
): Result {
  const { filterShape } = attrs;
  const frame = frameOf(x.shape, filterShape, attrs);
  const { rows, columns } = frame;
  if (isEmpty(x, dy)) return zeros(tf, filterShape);
  const images = frame.padding === 'EXPLICIT' ? pad(tf, idAsFloat(tf, x), frame, 0) : idAsFloat(tf, x);
  if (isSampling(frame)) {
    const inputs = [sampled(tf, images, x.shape, frame), tf.ints(filterShape), idAsFloat(tf, dy)];
    return tf.op('Conv2DBackpropFilter', inputs, [int('strides', [1, 1, 1, 1]), text('padding', 'VALID')]);
  }
  const wide = [reach(rows), reach(columns), filterShape[2]!, filterShape[3]!];
  const inputs = [images, tf.ints(wide), idAsFloat(tf, dy)];
  const opAttrs = movement(frame, withoutExplicit(frame));
  if (!isDilated(frame)) return tf.op('Conv2DBackpropFilter', inputs, opAttrs);
  const gradient = tf.step('Conv2DBackpropFilter', inputs, opAttrs);
  return tf.op('StridedSlice', [gradient, tf.ints([0, 0, 0, 0]), tf.ints(wide), tf.ints([rows.dilation, columns.dilation, 1, 1])]);
}

/** Filters of one pixel that do not see each one. */
function isSampling({ rows, columns }: Frame): boolean {
  return rows.window === 1 && columns.window === 1 && (rows.stride > 1 || columns.stride > 1);
}

/**
 * The pixels that such filters see. With a stride, the gradient of oneDNN (TensorFlow 2.21) writes past its buffers where the last
 * rows or columns are not seen.
 */
function sampled(tf: Eager, images: number, shape: Shape, frame: Frame): number {
  const { rows, columns } = frame;
  const end = [shape[0]!, (rows.output - 1) * rows.stride + 1, (columns.output - 1) * columns.stride + 1, shape[3]!];
  return tf.step('StridedSlice', [images, tf.ints([0, 0, 0, 0]), tf.ints(end), tf.ints([1, rows.stride, columns.stride, 1])]);
}

function inputGradient(
  tf: Eager,
  { dy, filter }: Inputs<'Conv2DBackpropInput'>,
  attrs: Omit<WindowAttrs, 'dilations'> & Dilated & { readonly inputShape: Shape },
): Result {
  const { inputShape } = attrs;
  const frame = frameOf(inputShape, filter.shape, attrs);
  if (isEmpty(dy, filter)) return zeros(tf, inputShape);
  const weights = isDilated(frame) ? spreadFilter(tf, idAsFloat(tf, filter), filter.shape, frame) : idAsFloat(tf, filter);
  const opAttrs = movement(frame, withoutExplicit(frame));
  if (frame.padding !== 'EXPLICIT') return tf.op('Conv2DBackpropInput', [tf.ints(inputShape), weights, idAsFloat(tf, dy)], opAttrs);
  const padded = tf.step('Conv2DBackpropInput', [tf.ints(paddedShape(inputShape, frame)), weights, idAsFloat(tf, dy)], opAttrs);
  return tf.op('Slice', [padded, ...crop(tf, inputShape, frame)]);
}

/** A filter [height, width, C, D] with zeros where its dilation skips. */
export function spreadFilter(tf: Eager, id: number, shape: Shape, { rows, columns }: Frame): number {
  const [height, width, inputs, outputs] = shape as readonly [number, number, number, number];
  const image = tf.step('Reshape', [id, tf.ints([1, height, width, inputs * outputs])]);
  const apart = spread(tf, image, [1, height, width, inputs * outputs], rows.dilation, columns.dilation);
  return tf.step('Reshape', [apart, tf.ints([reach(rows), reach(columns), inputs, outputs])]);
}
