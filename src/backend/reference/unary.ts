import { isFloat, type DType } from '../../core/dtype.ts';
import type { UnaryKernel } from '../kernel-families.ts';
import type { Raw } from '../raw.ts';
import { erf } from './erf.ts';
import type { Kernels } from './kernel-type.ts';
import { block, isScalar, scalar, valueOf, valuesOf, zeros } from './values.ts';

/**
 * Functions of each element. `same` keeps the dtype, `float` gives floats of integers too, `test` gives bool.
 * Scalars take the first branch, where the function is known and can be inlined.
 */
export const unaryKernels: Kernels<UnaryKernel> = {
  Abs: ({ x }) => (isScalar(x) ? scalar(x, Math.abs(valueOf(x))) : same(x, Math.abs)),
  Acos: ({ x }) => float(x, Math.acos),
  Acosh: ({ x }) => float(x, Math.acosh),
  Asin: ({ x }) => float(x, Math.asin),
  Asinh: ({ x }) => float(x, Math.asinh),
  Atan: ({ x }) => float(x, Math.atan),
  Atanh: ({ x }) => float(x, Math.atanh),
  Ceil: ({ x }) => same(x, Math.ceil),
  ClipByValue: ({ x }, { clipValueMin, clipValueMax }) => same(x, (v) => Math.min(Math.max(v, clipValueMin), clipValueMax)),
  Cos: ({ x }) => (isScalar(x) ? scalar(x, Math.cos(valueOf(x))) : float(x, Math.cos)),
  Cosh: ({ x }) => float(x, Math.cosh),
  Elu: ({ x }) => float(x, elu),
  Erf: ({ x }) => float(x, erf),
  Exp: ({ x }) => (isScalar(x) ? scalar(x, Math.exp(valueOf(x))) : float(x, Math.exp)),
  Expm1: ({ x }) => float(x, Math.expm1),
  Floor: ({ x }) => same(x, Math.floor),
  IsFinite: ({ x }) => test(x, Number.isFinite),
  IsInf: ({ x }) => test(x, (v) => Math.abs(v) === Infinity),
  IsNan: ({ x }) => test(x, Number.isNaN),
  LeakyRelu: ({ x }, { alpha }) => float(x, (v) => (v < 0 ? alpha * v : v)),
  Log: ({ x }) => (isScalar(x) ? scalar(x, Math.log(valueOf(x))) : float(x, Math.log)),
  Log1p: ({ x }) => float(x, Math.log1p),
  LogicalNot: ({ x }) => test(x, (v) => v === 0),
  Neg: ({ x }) => (isScalar(x) ? scalar(x, -valueOf(x)) : same(x, (v) => -v)),
  Reciprocal: ({ x }) => (isScalar(x) ? scalar(x, 1 / valueOf(x)) : float(x, (v) => 1 / v)),
  Relu: ({ x }) => (isScalar(x) ? scalar(x, relu(valueOf(x))) : same(x, relu)),
  Relu6: ({ x }) => same(x, (v) => Math.min(relu(v), 6)),
  Round: ({ x }) => same(x, roundHalfToEven),
  Rsqrt: ({ x }) => float(x, (v) => 1 / Math.sqrt(v)),
  Selu: ({ x }) => float(x, selu),
  Sigmoid: ({ x }) => (isScalar(x) ? scalar(x, sigmoid(valueOf(x))) : float(x, sigmoid)),
  Sign: ({ x }) => same(x, Math.sign),
  Sin: ({ x }) => (isScalar(x) ? scalar(x, Math.sin(valueOf(x))) : float(x, Math.sin)),
  Sinh: ({ x }) => float(x, Math.sinh),
  Softplus: ({ x }) => float(x, softplus),
  Sqrt: ({ x }) => (isScalar(x) ? scalar(x, Math.sqrt(valueOf(x))) : float(x, Math.sqrt)),
  Square: ({ x }) => (isScalar(x) ? scalar(x, square(valueOf(x))) : same(x, square)),
  Step: ({ x }, { alpha }) => same(x, (v) => (v > 0 ? 1 : Number.isNaN(v) ? v : alpha)),
  Tan: ({ x }) => float(x, Math.tan),
  Tanh: ({ x }) => (isScalar(x) ? scalar(x, Math.tanh(valueOf(x))) : float(x, Math.tanh)),
};

type Scalar = (x: number) => number;

function same(x: Raw, f: Scalar): Raw {
  return map(x, x.dtype === 'bool' ? 'int32' : x.dtype, f);
}

function float(x: Raw, f: Scalar): Raw {
  return map(x, isFloat(x.dtype) ? x.dtype : 'float64', f);
}

function test(x: Raw, f: (x: number) => boolean): Raw {
  return map(x, 'bool', (v) => Number(f(v)));
}

function map(x: Raw, dtype: DType, f: Scalar): Raw {
  const values = valuesOf(x);
  const mapped = zeros(dtype, values.length);
  for (let i = 0; i < values.length; i++) mapped[i] = f(values[i]!);
  return block(x, x.shape, dtype, mapped);
}

/** Math.max hands NaN on; a comparison would not. */
function relu(x: number): number {
  return Math.max(0, x);
}

function square(x: number): number {
  return x * x;
}

/** exp only of what is not positive, so that it cannot overflow. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** log(1 + exp(x)) would overflow above x = 709. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

function elu(x: number): number {
  return x >= 0 ? x : Math.expm1(x);
}

/** Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 14 and appendix A1. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

function selu(x: number): number {
  return seluScale * (x >= 0 ? x : seluAlpha * Math.expm1(x));
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}
