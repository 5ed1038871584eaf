import { isFloat } from '../../../core/dtype.ts';
import { sizeOf, type Shape } from '../../../core/shape.ts';
import type { PoolKernel } from '../../kernel-families.ts';
import type { Raw } from '../../raw.ts';
import { bool, int, text, type, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { handleOf, idOf } from '../handle.ts';
import { castAttrs, idAsFloat } from './cast.ts';
import { isEmpty, zeros } from './empty.ts';
import { crop, frameOf, outputShape, pad, paddedShape, type Frame } from './frame.ts';
import type { Attrs, Inputs, Kernels, Result } from './kernel-type.ts';
import { mayHoldNaN } from './nan.ts';

/** Pooling of images [N, H, W, C]. Padding takes no part: neither in a maximum nor in a mean's count. */
export const poolKernels: Kernels<PoolKernel> = {
  AvgPool: (tf, { x }, attrs) => {
    const frame = frameOf(x.shape, attrs.filterSize, attrs);
    if (isEmpty(x)) return zeros(tf, outputShape(x.shape, frame, x.shape[3]!));
    const images = idAsFloat(tf, x);
    if (frame.padding !== 'EXPLICIT') return tf.op('AvgPool', [images], movement(frame));
    const means = tf.step('AvgPool', [pad(tf, images, frame, 0)], movement(frame));
    return tf.op('Mul', [means, sharesInside(tf, frame)]);
  },
  AvgPoolGrad: (tf, { dy, input }, attrs) => {
    if (isEmpty(dy)) return zeros(tf, input.shape);
    const frame = frameOf(input.shape, attrs.filterSize, attrs);
    const gradient = idAsFloat(tf, dy);
    if (frame.padding !== 'EXPLICIT') return tf.op('AvgPoolGrad', [tf.ints(input.shape), gradient], movement(frame));
    const scaled = tf.step('Mul', [gradient, sharesInside(tf, frame)]);
    const padded = tf.step('AvgPoolGrad', [tf.ints(paddedShape(input.shape, frame)), scaled], movement(frame));
    return tf.op('Slice', [padded, ...crop(tf, input.shape, frame)]);
  },
  MaxPool: (tf, { x }, attrs) => {
    const frame = frameOf(x.shape, attrs.filterSize, attrs);
    if (isEmpty(x)) return zeros(tf, outputShape(x.shape, frame, x.shape[3]!), x.dtype);
    const opAttrs = movement(frame);
    const images = maskedImages(tf, x, frame);
    if (!passesOverNaN(tf, x)) return tf.op('MaxPool', [images], opAttrs);
    const nan = tf.step('MaxPool', [nanMask(tf, images)], opAttrs);
    return selectNaN(tf, nan, tf.scalar(NaN, 'float32'), tf.step('MaxPool', [images], opAttrs));
  },
  MaxPoolIndicesGrad: indicesGradient,
  MaxPoolWithIndices: maxPoolWithIndices,
};

function movement({ rows, columns, padding }: Frame): OpAttr[] {
  return [
    int('ksize', [1, rows.window, columns.window, 1]),
    int('strides', [1, rows.stride, columns.stride, 1]),
    text('padding', padding === 'SAME' ? 'SAME' : 'VALID'),
  ];
}

/** The window's size over how many of its places lie inside the image, [1, H, W, 1]: turns means over zeros into means. */
function sharesInside(tf: Eager, { rows, columns }: Frame): number {
  const [down, right] = [placesInside(rows), placesInside(columns)];
  const size = rows.window * columns.window;
  const shares = Float32Array.from(down.flatMap((height) => right.map((width) => size / (height * width))));
  return tf.floats(shares, [1, down.length, right.length, 1]);
}

function placesInside({ output, stride, before, window, input }: Frame['rows']): number[] {
  return Array.from({ length: output }, (_, i) => Math.min(i * stride - before + window, input) - Math.max(i * stride - before, 0));
}

/** The images padded, where they must be, with what no maximum is. */
function maskedImages(tf: Eager, x: Raw, frame: Frame): number {
  if (frame.padding !== 'EXPLICIT') return idOf(x);
  return isFloat(x.dtype) ? pad(tf, idOf(x), frame, -Infinity) : pad(tf, idOf(x), frame, -(2 ** 31), 'int32');
}

/** True if x may hold NaN, which TensorFlow's pooling takes no notice of on the CPU. (On a GPU a setting makes it.) */
function passesOverNaN(tf: Eager, x: Raw): boolean {
  return !tf.gpu && isFloat(x.dtype) && mayHoldNaN(tf, idOf(x), sizeOf(x.shape), x.shape.length);
}

function nanMask(tf: Eager, images: number): number {
  return tf.step('Cast', [tf.step('IsNan', [images])], castAttrs('float32'));
}

function selectNaN(tf: Eager, mask: number, there: number, elsewhere: number): Result {
  return tf.op('SelectV2', [tf.step('Greater', [mask, tf.scalar(0, 'float32')]), there, elsewhere]);
}

const flatPlaces = [type('Targmax', 'int32'), bool('include_batch_in_index', true)];

/** MaxPoolWithArgmax finds the first of equals. */
function maxPoolWithIndices(tf: Eager, { x }: Inputs<'MaxPoolWithIndices'>, attrs: Attrs<'MaxPoolWithIndices'>): readonly Result[] {
  const frame = frameOf(x.shape, attrs.filterSize, attrs);
  if (isEmpty(x)) {
    const shape = outputShape(x.shape, frame, x.shape[3]!);
    return [zeros(tf, shape, x.dtype), zeros(tf, shape, 'int32')];
  }
  const images = maskedImages(tf, x, frame);
  const opAttrs = [...movement(frame), ...flatPlaces];
  let [maxima, places] = tf.ops('MaxPoolWithArgmax', [images], 2, opAttrs) as [Result, Result];
  if (passesOverNaN(tf, x)) {
    const [mask, firstNaN] = tf.ops('MaxPoolWithArgmax', [nanMask(tf, images)], 2, opAttrs) as [Result, Result];
    const overwritten = [maxima, places, mask, firstNaN];
    maxima = selectNaN(tf, mask.id, tf.scalar(NaN, 'float32'), maxima.id);
    places = selectNaN(tf, mask.id, firstNaN.id, places.id);
    for (const value of overwritten) tf.discard(value);
  }
  if (frame.padding !== 'EXPLICIT') return [maxima, { ...places, placesIn: x.shape }];
  return [maxima, placesUnpadded(tf, tf.discard(places).id, x.shape, frame)];
}

/** Flat places in padded images as flat places in the images; -1 for those in the padding. */
function placesUnpadded(tf: Eager, places: number, images: Shape, frame: Frame): Result {
  const [, height, width, channels] = images as readonly [number, number, number, number];
  const [, paddedHeight, paddedWidth] = paddedShape(images, frame) as [number, number, number, number];
  const scalar = (value: number): number => tf.scalar(value, 'int32');
  const divided = (id: number, by: number): [quotient: number, rest: number] => [
    tf.step('FloorDiv', [id, scalar(by)]),
    tf.step('FloorMod', [id, scalar(by)]),
  ];
  const [pixels, channel] = divided(places, channels);
  const [lines, paddedColumn] = divided(pixels, paddedWidth);
  const [batch, paddedRow] = divided(lines, paddedHeight);
  const row = tf.step('Sub', [paddedRow, scalar(frame.around[0][0])]);
  const column = tf.step('Sub', [paddedColumn, scalar(frame.around[1][0])]);
  const joined = (outer: number, length: number, inner: number): number =>
    tf.step('AddV2', [tf.step('Mul', [outer, scalar(length)]), inner]);
  const place = joined(joined(joined(batch, height, row), width, column), channels, channel);
  const clipped = (id: number, length: number): number => tf.step('ClipByValue', [id, scalar(0), scalar(length - 1)]);
  const inside = tf.step('LogicalAnd', [tf.step('Equal', [row, clipped(row, height)]), tf.step('Equal', [column, clipped(column, width)])]);
  return tf.op('SelectV2', [inside, place, scalar(-1)]);
}

/**
 * MaxPoolGradWithArgmax takes a quarter of the time of a scatter, but ends the process if a place lies outside the
 * image of its gradient: only where the places came from a pooling without padding of our own.
 *
 * Of its windows it only asks that they give dy's shape, and of its input only the shape.
 */
function indicesGradient(tf: Eager, { dy, argmax }: Inputs<'MaxPoolIndicesGrad'>, { shape }: Attrs<'MaxPoolIndicesGrad'>): Result {
  if (isEmpty(dy)) return zeros(tf, shape);
  const gradient = idAsFloat(tf, dy);
  const { placesIn } = handleOf(argmax);
  const [down, right] = [shape[1]! - dy.shape[1]! + 1, shape[2]! - dy.shape[2]! + 1];
  if (!tf.gpu && placesIn?.join() === shape.join() && down > 0 && right > 0) {
    const empty = tf.step('Empty', [tf.ints(shape)], [type('dtype', 'float32')]);
    const places = tf.step('Cast', [idOf(argmax)], [type('DstT', 'int64')]);
    const windows = [int('ksize', [1, down, right, 1]), int('strides', [1, 1, 1, 1]), text('padding', 'VALID')];
    return tf.op('MaxPoolGradWithArgmax', [empty, gradient, places], [...windows, bool('include_batch_in_index', true)]);
  }
  const flat = tf.ints([-1]);
  const [values, places] = [tf.step('Reshape', [gradient, flat]), tf.step('Reshape', [idOf(argmax), flat])];
  const sums = tf.step('UnsortedSegmentSum', [values, places, tf.scalar(sizeOf(shape), 'int32')]);
  return tf.op('Reshape', [sums, tf.ints(shape)]);
}
