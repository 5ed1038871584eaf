import { isFloat, promote } from '../../../core/dtype.ts';
import { normalizeAxis, sameShape } from '../../../core/shape.ts';
import type { Raw } from '../../raw.ts';
import { int, text, type } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idOf } from '../handle.ts';
import { broadcast } from './broadcast.ts';
import { isEmpty, zeros } from './empty.ts';
import { idAs, same } from './cast.ts';
import type { Attrs, Kernels, Result } from './kernel-type.ts';

type Names =
  | 'BroadcastTo'
  | 'Concat'
  | 'GatherNd'
  | 'GatherV2'
  | 'MirrorPad'
  | 'OneHot'
  | 'PadV2'
  | 'Reshape'
  | 'Reverse'
  | 'ScatterNd'
  | 'Select'
  | 'Slice'
  | 'StridedSlice'
  | 'Tile'
  | 'Transpose';

/** Kernels that say where values go. An index outside is TensorFlow's error on the CPU, and reads 0 on a GPU. */
export const movementKernels: Kernels<Names> = {
  BroadcastTo: (tf, { x }, { shape }) => (sameShape(x.shape, shape) ? same(tf, x) : broadcast(tf, idOf(x), x.shape, shape)),
  Concat: (tf, inputs, { axis }) => {
    const parts = Object.values(inputs);
    const first = parts[0]!;
    if (parts.length === 1) return same(tf, first);
    const along = tf.scalar(normalizeAxis('kernel', axis, first.shape.length), 'int32');
    return tf.op(
      'ConcatV2',
      [...parts.map((part) => idAs(tf, part, first.dtype)), along],
      [int('N', parts.length), type('T', first.dtype === 'float64' ? 'float32' : first.dtype)],
    );
  },
  GatherNd: (tf, { params, indices }) => tf.op('GatherNd', [idOf(params), idOf(indices)]),
  GatherV2: (tf, { x, indices }, { axis, batchDims }) => {
    const along = tf.scalar(normalizeAxis('kernel', axis, x.shape.length), 'int32');
    return tf.op('GatherV2', [idOf(x), idOf(indices), along], batchDims ? [int('batch_dims', batchDims)] : []);
  },
  MirrorPad: (tf, { x }, { paddings, mode }) => tf.op('MirrorPad', [idOf(x), tf.intPairs(paddings)], [text('mode', mode.toUpperCase())]),
  OneHot: (tf, { indices }, { depth, onValue, offValue, dtype }) => {
    const of = dtype === 'int32' || dtype === 'bool' ? dtype : 'float32';
    return tf.op('OneHot', [idOf(indices), tf.scalar(depth, 'int32'), tf.scalar(onValue, of), tf.scalar(offValue, of)], [int('axis', -1)]);
  },
  PadV2: (tf, { x }, { paddings, constantValue }) => {
    if (x.shape.length === 0) return same(tf, x);
    return tf.op('PadV2', [idOf(x), tf.intPairs(paddings), tf.scalar(constantValue, x.dtype)]);
  },
  Reshape: (tf, { x }, { shape }) => ({ ...tf.op('Reshape', [idOf(x), tf.ints(shape)]), sharesWith: x }),
  Reverse: (tf, { x }, { dims }) => tf.op('ReverseV2', [idOf(x), tf.ints(typeof dims === 'number' ? [dims] : dims)]),
  ScatterNd: (tf, { indices, updates }, { shape }) => scatter(tf, indices, updates, shape),
  Select: (tf, { condition, t, e }) => {
    const dtype = isFloat(t.dtype) ? t.dtype : promote(t.dtype, e.dtype);
    return tf.op('SelectV2', [idAs(tf, condition, 'bool'), idAs(tf, t, dtype), idAs(tf, e, dtype)]);
  },
  Slice: (tf, { x }, { begin, size }) => slice(tf, x, begin, size),
  StridedSlice: (tf, { x }, attrs) => stridedSlice(tf, x, attrs),
  Tile: (tf, { x }, { reps }) => tf.op('Tile', [idOf(x), tf.ints(reps)]),
  Transpose: (tf, { x }, { perm }) => tf.op('Transpose', [idOf(x), tf.ints(perm)]),
};

/** The ScatterNd op refuses a single update that has no axes. */
function scatter(tf: Eager, indices: Raw, updates: Raw, shape: readonly number[]): Result {
  if (isEmpty(updates)) return zeros(tf, shape, updates.dtype);
  if (indices.shape.length > 1) return tf.op('ScatterNd', [idOf(indices), idOf(updates), tf.ints(shape)]);
  const row = tf.step('ExpandDims', [idOf(indices), tf.scalar(0, 'int32')]);
  return tf.op('ScatterNd', [row, tf.step('ExpandDims', [idOf(updates), tf.scalar(0, 'int32')]), tf.ints(shape)]);
}

/** A number stands for the first axis; the others are whole, as is a size of -1. */
function slice(tf: Eager, x: Raw, begin: number | readonly number[], size: number | readonly number[]): Result {
  const begins = x.shape.map((_, axis) => (typeof begin === 'number' ? (axis === 0 ? begin : 0) : (begin[axis] ?? 0)));
  const sizes = x.shape.map((length, axis) => {
    const wanted = typeof size === 'number' ? (axis === 0 ? size : -1) : (size[axis] ?? -1);
    return wanted === -1 ? length - begins[axis]! : wanted;
  });
  // The Slice op checks the other axes even where nothing is taken.
  return sizes.includes(0) ? zeros(tf, sizes, x.dtype) : tf.op('Slice', [idOf(x), tf.ints(begins), tf.ints(sizes)]);
}

function stridedSlice(tf: Eager, x: Raw, attrs: Attrs<'StridedSlice'>): Result {
  return tf.op(
    'StridedSlice',
    [idOf(x), tf.ints(attrs.begin), tf.ints(attrs.end), tf.ints(attrs.strides)],
    [
      int('begin_mask', attrs.beginMask),
      int('end_mask', attrs.endMask),
      int('ellipsis_mask', attrs.ellipsisMask),
      int('new_axis_mask', attrs.newAxisMask),
      int('shrink_axis_mask', attrs.shrinkAxisMask),
    ],
  );
}
