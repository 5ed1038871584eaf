import { isFloat } from '../../../core/dtype.ts';
import { normalizeAxis, reducedShape, sizeOf } from '../../../core/shape.ts';
import type { ReduceKernel } from '../../kernel-families.ts';
import type { Raw } from '../../raw.ts';
import { bool, int, type, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idOf } from '../handle.ts';
import { castAttrs, idAs, idAsFloat, idAsNumber } from './cast.ts';
import { zeros } from './empty.ts';
import type { Kernels, Result } from './kernel-type.ts';
import { mayHoldNaN } from './nan.ts';

type Axes = number | readonly number[] | undefined;

/** Folds along axes, running folds, and choices among elements. */
export const reduceKernels: Kernels<ReduceKernel | 'Cumprod' | 'Cumsum' | 'TopK' | 'UnsortedSegmentSum'> = {
  All: (tf, { x }, { axis, keepDims }) => fold(tf, 'All', idAs(tf, x, 'bool'), x, axis, keepDims),
  Any: (tf, { x }, { axis, keepDims }) => fold(tf, 'Any', idAs(tf, x, 'bool'), x, axis, keepDims),
  ArgMax: (tf, { x }, { axis }) => firstBest(tf, 'ArgMax', x, axis),
  ArgMin: (tf, { x }, { axis }) => firstBest(tf, 'ArgMin', x, axis),
  Cumprod: (tf, { x }, attrs) => running(tf, 'Cumprod', x, attrs),
  Cumsum: (tf, { x }, attrs) => running(tf, 'Cumsum', x, attrs),
  Max: (tf, { x }, { reductionIndices, keepDims }) => extreme(tf, 'Max', x, reductionIndices, keepDims),
  Mean: (tf, { x }, { axis, keepDims }) => fold(tf, 'Mean', idAsFloat(tf, x), x, axis, keepDims),
  Min: (tf, { x }, { axis, keepDims }) => extreme(tf, 'Min', x, axis, keepDims),
  Prod: (tf, { x }, { axis, keepDims }) => fold(tf, 'Prod', idAsNumber(tf, x), x, axis, keepDims),
  Sum: (tf, { x }, { axis, keepDims }) => fold(tf, 'Sum', idAsNumber(tf, x), x, axis, keepDims),
  TopK: (tf, { x }, { k }) => topK(tf, x, k),
  UnsortedSegmentSum: (tf, { x, segmentIds }, { numSegments }) =>
    tf.op('UnsortedSegmentSum', [idOf(x), idOf(segmentIds), tf.scalar(numSegments, 'int32')]),
};

const keepAxes = [bool('keep_dims', true)];
const dropAxes: readonly OpAttr[] = [];
const asInt32 = [type('output_type', 'int32')];

function fold(tf: Eager, op: string, id: number, x: Raw, axis: Axes, keepDims = false): Result {
  return tf.op(op, [id, tf.ints(axesOf(x, axis))], keepDims ? keepAxes : dropAxes);
}

function axesOf(x: Raw, axis: Axes): readonly number[] {
  if (typeof axis === 'number') return [axis];
  return axis ?? Array.from(x.shape, (_, one) => one);
}

/** TensorFlow finds no extremes among bools. */
function extreme(tf: Eager, op: string, x: Raw, axis: Axes, keepDims: boolean): Result {
  if (x.dtype !== 'bool') return fold(tf, op, idOf(x), x, axis, keepDims);
  const found = tf.discard(fold(tf, op, idAsNumber(tf, x), x, axis, keepDims));
  return tf.op('Cast', [found.id], castAttrs('bool'));
}

/** TensorFlow's ops find the first of equals, but pass over NaN: the first NaN wins, as in NumPy. */
function firstBest(tf: Eager, op: string, x: Raw, axis: number): Result {
  const rank = x.shape.length;
  const along = normalizeAxis('kernel', axis, rank);
  if (x.shape[along] === 0 || sizeOf(x.shape) === 0) return zeros(tf, reducedShape(x.shape, [along]), 'int32');
  const id = idAsNumber(tf, x);
  const place = tf.scalar(along, 'int32');
  if (!isFloat(x.dtype) || !mayHoldNaN(tf, id, sizeOf(x.shape), rank)) return tf.op(op, [id, place], asInt32);
  const nan = tf.step('IsNan', [id]);
  const firstNaN = tf.step('ArgMax', [tf.step('Cast', [nan], castAttrs('int32')), place], asInt32);
  return tf.op('SelectV2', [tf.step('Any', [nan, tf.ints([along])]), firstNaN, tf.step(op, [id, place], asInt32)]);
}

function running(
  tf: Eager,
  op: string,
  x: Raw,
  { axis, exclusive, reverse }: { axis: number; exclusive: boolean; reverse: boolean },
): Result {
  return tf.op(op, [idOf(x), tf.scalar(axis, 'int32')], [bool('exclusive', exclusive), bool('reverse', reverse)]);
}

/** The TopKV2 op gives the first of equals, but ranks NaN as it comes; NaN is larger than all, as in NumPy. */
function topK(tf: Eager, x: Raw, k: number): readonly Result[] {
  const count = tf.scalar(k, 'int32');
  const rank = x.shape.length;
  if (!isFloat(x.dtype) || !mayHoldNaN(tf, idOf(x), sizeOf(x.shape), rank)) return tf.ops('TopKV2', [idOf(x), count], 2);
  const [keys, places] = tf.ops('TopKV2', [sortKeys(tf, idOf(x)), count], 2) as [Result, Result];
  tf.discard(keys);
  const axis = tf.scalar(rank - 1, 'int32');
  return [tf.op('GatherV2', [idOf(x), places.id, axis], [int('batch_dims', rank - 1)]), places];
}

/** Integers in the order of the floats, every NaN above: the bits, those of negative numbers turned over. */
function sortKeys(tf: Eager, id: number): number {
  const nan = tf.step('IsNan', [id]);
  // Adding 0 makes -0 equal 0; one NaN stands for all, also for those whose sign bit is set.
  const plain = tf.step('SelectV2', [nan, tf.scalar(NaN, 'float32'), tf.step('AddV2', [id, tf.scalar(0, 'float32')])]);
  const bits = tf.step('Bitcast', [plain], [type('type', 'int32')]);
  const turned = tf.step('BitwiseXor', [bits, tf.scalar(0x7fffffff, 'int32')]);
  const negative = tf.step('LogicalAnd', [tf.step('Less', [bits, tf.scalar(0, 'int32')]), tf.step('LogicalNot', [nan])]);
  return tf.step('SelectV2', [negative, turned, bits]);
}
