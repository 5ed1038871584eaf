import { isFloat } from '../../../core/dtype.ts';
import type { UnaryKernel } from '../../kernel-families.ts';
import type { Raw } from '../../raw.ts';
import { float as floatAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idOf } from '../handle.ts';
import { castAttrs, idAs, idAsFloat, idAsNumber, numberType, same } from './cast.ts';
import type { Kernels, Result } from './kernel-type.ts';

type Unary = (tf: Eager, inputs: { readonly x: Raw }) => Result;

/** Functions of each element. */
export const unaryKernels: Kernels<UnaryKernel | 'Cast'> = {
  Abs: numbers('Abs'),
  Acos: floats('Acos'),
  Acosh: floats('Acosh'),
  Asin: floats('Asin'),
  Asinh: floats('Asinh'),
  Atan: floats('Atan'),
  Atanh: floats('Atanh'),
  Cast: (tf, { x }, { dtype }) => {
    const wanted = dtype === 'float64' ? 'float32' : dtype;
    return x.dtype === wanted ? same(tf, x) : tf.op('Cast', [idOf(x)], castAttrs(wanted));
  },
  Ceil: rounding('Ceil'),
  ClipByValue: (tf, { x }, { clipValueMin, clipValueMax }) => {
    if (isFloat(x.dtype)) return tf.op('ClipByValue', [idOf(x), tf.scalar(clipValueMin, 'float32'), tf.scalar(clipValueMax, 'float32')]);
    return tf.op('ClipByValue', [
      idAsNumber(tf, x),
      tf.scalar(int32Bound(clipValueMin), 'int32'),
      tf.scalar(int32Bound(clipValueMax), 'int32'),
    ]);
  },
  Cos: floats('Cos'),
  Cosh: floats('Cosh'),
  Elu: (tf, { x }) => tf.op('AddV2', halves(tf, x)),
  Erf: floats('Erf'),
  Exp: floats('Exp'),
  Expm1: floats('Expm1'),
  Floor: rounding('Floor'),
  IsFinite: floats('IsFinite'),
  IsInf: floats('IsInf'),
  IsNan: floats('IsNan'),
  LeakyRelu: (tf, { x }, { alpha }) => tf.op('LeakyRelu', [idAsFloat(tf, x)], [floatAttr('alpha', alpha)]),
  Log: floats('Log'),
  Log1p: floats('Log1p'),
  LogicalNot: (tf, { x }) => tf.op('LogicalNot', [idAs(tf, x, 'bool')]),
  Neg: numbers('Neg'),
  // The Reciprocal op approximates: 1 / 2 gives 0.49999997.
  Reciprocal: (tf, { x }) => tf.op('RealDiv', [tf.scalar(1, 'float32'), idAsFloat(tf, x)]),
  Relu: numbers('Relu'),
  Relu6: numbers('Relu6'),
  Round: rounding('Round'),
  Rsqrt: floats('Rsqrt'),
  Selu: (tf, { x }) => {
    const [above, below] = halves(tf, x);
    return tf.op('Mul', [
      tf.step('AddV2', [above, tf.step('Mul', [below, tf.scalar(seluAlpha, 'float32')])]),
      tf.scalar(seluScale, 'float32'),
    ]);
  },
  Sigmoid: floats('Sigmoid'),
  Sign: numbers('Sign'),
  Sin: floats('Sin'),
  Sinh: floats('Sinh'),
  Softplus: floats('Softplus'),
  Sqrt: floats('Sqrt'),
  Square: numbers('Square'),
  Step: (tf, { x }, { alpha }) => step(tf, x, alpha),
  Tan: floats('Tan'),
  Tanh: floats('Tanh'),
};

/** An op that keeps the dtype of numbers. */
function numbers(op: string): Unary {
  return (tf, { x }) => tf.op(op, [idAsNumber(tf, x)]);
}

/** An op of floats. */
function floats(op: string): Unary {
  return (tf, { x }) => tf.op(op, [idAsFloat(tf, x)]);
}

/** Integers are round already; TensorFlow has these for floats only. */
function rounding(op: string): Unary {
  return (tf, { x }) => {
    if (isFloat(x.dtype)) return tf.op(op, [idOf(x)]);
    return x.dtype === 'bool' ? tf.op('Cast', [idOf(x)], castAttrs('int32')) : same(tf, x);
  };
}

function int32Bound(bound: number): number {
  return Math.trunc(Math.min(Math.max(bound, -(2 ** 31)), 2 ** 31 - 1));
}

/** Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 14 and appendix A1. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/** x above 0 and e^x - 1 below it, each 0 elsewhere. TensorFlow's Elu subtracts, which leaves few digits near 0. */
function halves(tf: Eager, x: Raw): [above: number, below: number] {
  const id = idAsFloat(tf, x);
  return [tf.step('Relu', [id]), tf.step('Expm1', [tf.step('Minimum', [id, tf.scalar(0, 'float32')])])];
}

/** relu(sign(x)) is the step that hands NaN on; elsewhere than above 0, `alpha` is added. */
function step(tf: Eager, x: Raw, alpha: number): Result {
  const sign = tf.step('Sign', [idAsNumber(tf, x)]);
  if (alpha === 0) return tf.op('Relu', [sign]);
  const dtype = numberType(x.dtype);
  const above = tf.step('Relu', [sign]);
  const elsewhere = tf.step('Sub', [tf.scalar(1, dtype), above]);
  return tf.op('AddV2', [above, tf.step('Mul', [elsewhere, tf.scalar(alpha, dtype)])]);
}
