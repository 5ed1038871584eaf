import type { DepthwiseKernel } from '../../kernel-families.ts';
import { int, text, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idAsFloat } from './cast.ts';
import { spreadFilter } from './conv.ts';
import { isEmpty, zeros } from './empty.ts';
import { crop, frameOf, outputShape, pad, paddedShape, reach, spread, type Frame } from './frame.ts';
import type { Raw } from '../../raw.ts';
import type { Kernels } from './kernel-type.ts';

/**
 * Convolutions of each channel by itself.
 *
 * TensorFlow's ops know neither dilation nor strides that differ: a dilated filter is spread out with zeros, and of
 * windows with such strides all are computed and some taken.
 */
export const depthwiseKernels: Kernels<DepthwiseKernel> = {
  DepthwiseConv2dNative: (tf, { x, filter }, attrs) => {
    const frame = frameOf(x.shape, filter.shape, attrs);
    if (isEmpty(x, filter)) return zeros(tf, outputShape(x.shape, frame, filter.shape[2]! * filter.shape[3]!));
    const apart = stridesDiffer(frame);
    const images = frame.padding === 'EXPLICIT' || apart ? pad(tf, idAsFloat(tf, x), frame, 0) : idAsFloat(tf, x);
    const inputs = [images, filterId(tf, filter, frame)];
    if (!apart) return tf.op('DepthwiseConv2dNative', inputs, movement(frame));
    const all = tf.step('DepthwiseConv2dNative', inputs, everyWindow);
    const { rows, columns } = frame;
    const end = [
      x.shape[0]!,
      (rows.output - 1) * rows.stride + 1,
      (columns.output - 1) * columns.stride + 1,
      filter.shape[2]! * filter.shape[3]!,
    ];
    return tf.op('StridedSlice', [all, tf.ints([0, 0, 0, 0]), tf.ints(end), tf.ints([1, rows.stride, columns.stride, 1])]);
  },
  DepthwiseConv2dNativeBackpropFilter: (tf, { x, dy }, attrs) => {
    const { filterShape } = attrs;
    if (isEmpty(x, dy)) return zeros(tf, filterShape);
    const frame = frameOf(x.shape, filterShape, attrs);
    const { rows, columns } = frame;
    const apart = stridesDiffer(frame);
    const images = frame.padding === 'EXPLICIT' || apart ? pad(tf, idAsFloat(tf, x), frame, 0) : idAsFloat(tf, x);
    const wide = [reach(rows), reach(columns), filterShape[2], filterShape[3]];
    const inputs = [images, tf.ints(wide), apart ? spreadGradient(tf, dy, x.shape, frame) : idAsFloat(tf, dy)];
    const opAttrs = apart ? everyWindow : movement(frame);
    if (rows.dilation === 1 && columns.dilation === 1) return tf.op('DepthwiseConv2dNativeBackpropFilter', inputs, opAttrs);
    const gradient = tf.step('DepthwiseConv2dNativeBackpropFilter', inputs, opAttrs);
    return tf.op('StridedSlice', [gradient, tf.ints([0, 0, 0, 0]), tf.ints(wide), tf.ints([rows.dilation, columns.dilation, 1, 1])]);
  },
  DepthwiseConv2dNativeBackpropInput: (tf, { dy, filter }, attrs) => {
    const { inputShape } = attrs;
    if (isEmpty(dy, filter)) return zeros(tf, inputShape);
    const frame = frameOf(inputShape, filter.shape, attrs);
    const apart = stridesDiffer(frame);
    const weights = filterId(tf, filter, frame);
    if (frame.padding !== 'EXPLICIT' && !apart) {
      return tf.op('DepthwiseConv2dNativeBackpropInput', [tf.ints(inputShape), weights, idAsFloat(tf, dy)], movement(frame));
    }
    const gradient = apart ? spreadGradient(tf, dy, inputShape, frame) : idAsFloat(tf, dy);
    const inputs = [tf.ints(paddedShape(inputShape, frame)), weights, gradient];
    const padded = tf.step('DepthwiseConv2dNativeBackpropInput', inputs, apart ? everyWindow : movement(frame));
    return tf.op('Slice', [padded, ...crop(tf, inputShape, frame)]);
  },
};

const everyWindow = [int('strides', [1, 1, 1, 1]), text('padding', 'VALID')];

function stridesDiffer({ rows, columns }: Frame): boolean {
  return rows.stride !== columns.stride;
}

function movement({ rows, columns, padding }: Frame): OpAttr[] {
  return [int('strides', [1, rows.stride, columns.stride, 1]), text('padding', padding === 'SAME' ? 'SAME' : 'VALID')];
}

function filterId(tf: Eager, filter: Raw, frame: Frame): number {
  const id = idAsFloat(tf, filter);
  return frame.rows.dilation === 1 && frame.columns.dilation === 1 ? id : spreadFilter(tf, id, filter.shape, frame);
}

/** dy as that of every window: zeros for those that the strides skip. */
function spreadGradient(tf: Eager, dy: Raw, images: readonly number[], frame: Frame): number {
  const { rows, columns } = frame;
  const apart = spread(tf, idAsFloat(tf, dy), dy.shape as readonly [number, number, number, number], rows.stride, columns.stride);
  const [, height, width] = paddedShape(images, frame) as [number, number, number, number];
  const below = height - reach(rows) - (rows.output - 1) * rows.stride;
  const right = width - reach(columns) - (columns.output - 1) * columns.stride;
  return tf.step('PadV2', [
    apart,
    tf.intPairs([
      [0, 0],
      [0, below],
      [0, right],
      [0, 0],
    ]),
    tf.scalar(0, 'float32'),
  ]);
}
