import { isFloat, promote } from '../../../core/dtype.ts';
import { broadcastShapes, sameShape, sizeOf } from '../../../core/shape.ts';
import type { ActivationGradKernel, PairwiseKernel } from '../../kernel-families.ts';
import type { Raw } from '../../raw.ts';
import { type } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idOf } from '../handle.ts';
import { broadcast, mostBroadcastAxes } from './broadcast.ts';
import { idAs, idAsFloat, numberType } from './cast.ts';
import type { Kernels, Result } from './kernel-type.ts';
import { mayHoldNaN } from './nan.ts';

type Binary = (tf: Eager, inputs: { readonly a: Raw; readonly b: Raw }) => Result;

/** Functions of two elements. TensorFlow broadcasts but does not promote. */
export const binaryKernels: Kernels<PairwiseKernel | ActivationGradKernel> = {
  Add: numbers('AddV2'),
  Atan2: floats('Atan2'),
  EluGrad: (tf, { dy, y }) => {
    // The EluGrad op lets a NaN in y pass as 1. min(y, 0) + 1 hands it on.
    const slope = tf.step('AddV2', [tf.step('Minimum', [idAsFloat(tf, y), tf.scalar(0, 'float32')]), tf.scalar(1, 'float32')]);
    return tf.op('Mul', [idAsFloat(tf, dy), slope]);
  },
  Equal: numbers('Equal'),
  Greater: numbers('Greater'),
  GreaterEqual: numbers('GreaterEqual'),
  Less: numbers('Less'),
  LessEqual: numbers('LessEqual'),
  LogicalAnd: (tf, { a, b }) => tf.op('LogicalAnd', [idAs(tf, a, 'bool'), idAs(tf, b, 'bool')]),
  LogicalOr: (tf, { a, b }) => tf.op('LogicalOr', [idAs(tf, a, 'bool'), idAs(tf, b, 'bool')]),
  Maximum: numbers('Maximum'),
  Minimum: numbers('Minimum'),
  Mod: numbers('FloorMod'),
  Multiply: numbers('Mul'),
  NotEqual: numbers('NotEqual'),
  Pow: (tf, { a, b }) => (isFloat(a.dtype) || isFloat(b.dtype) ? numbers('Pow')(tf, { a, b }) : integerPower(tf, a, b)),
  Prelu: (tf, { x, alpha }) => {
    const id = idAsFloat(tf, x);
    return tf.op('SelectV2', [tf.step('Less', [id, tf.scalar(0, 'float32')]), tf.step('Mul', [id, idAsFloat(tf, alpha)]), id]);
  },
  RealDiv: floats('RealDiv'),
  ReluGrad: (tf, { dy, y }) => {
    const [gradient, output] = [idAsFloat(tf, dy), idAsFloat(tf, y)];
    if (!mayHoldNaN(tf, output, sizeOf(y.shape), y.shape.length)) return tf.op('ReluGrad', [gradient, output]);
    // The ReluGrad op gives 0 for a NaN in y. relu(sign(y)) is 0, 1 or NaN; MulNoNan gives 0 for 0, whatever dy is.
    return tf.op('MulNoNan', [gradient, tf.step('Relu', [tf.step('Sign', [output])])]);
  },
  SigmoidGrad: (tf, { dy, y }) => tf.op('SigmoidGrad', [idAsFloat(tf, y), idAsFloat(tf, dy)]),
  SquaredDifference: numbers('SquaredDifference'),
  Sub: numbers('Sub'),
  TanhGrad: (tf, { dy, y }) => tf.op('TanhGrad', [idAsFloat(tf, y), idAsFloat(tf, dy)]),
};

/** An op of two numbers of one dtype, the larger of the two. */
function numbers(op: string): Binary {
  return (tf, { a, b }) => {
    if (a.dtype === b.dtype && a.dtype !== 'bool') return pairwise(tf, op, a, b, idOf(a), idOf(b));
    const dtype = numberType(promote(a.dtype, b.dtype));
    return pairwise(tf, op, a, b, idAs(tf, a, dtype), idAs(tf, b, dtype));
  };
}

/** An op of two floats. */
function floats(op: string): Binary {
  return (tf, { a, b }) => pairwise(tf, op, a, b, idAsFloat(tf, a), idAsFloat(tf, b));
}

function pairwise(tf: Eager, op: string, a: Raw, b: Raw, left: number, right: number): Result {
  if (a.shape.length <= mostBroadcastAxes && b.shape.length <= mostBroadcastAxes) return tf.op(op, [left, right]);
  if (sameShape(a.shape, b.shape)) return tf.op(op, [left, right]);
  const shape = broadcastShapes('kernel', { a, b });
  return tf.op(op, [tf.discard(broadcast(tf, left, a.shape, shape)).id, tf.discard(broadcast(tf, right, b.shape, shape)).id]);
}

/** TensorFlow refuses negative powers of integers. A double holds every int32 power that does not overflow. */
function integerPower(tf: Eager, a: Raw, b: Raw): Result {
  const toDouble = [type('DstT', 'double')];
  const power = tf.step('Pow', [tf.step('Cast', [idOf(a)], toDouble), tf.step('Cast', [idOf(b)], toDouble)]);
  return tf.op('Cast', [power], [type('DstT', 'int32')]);
}
