import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { UnaryKernel } from '../kernel-families.ts';
import { elementwise } from './elementwise.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 14 and appendix A1. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

/**
 * Functions of each element, in WGSL over `x`. `same` keeps int32 and computes it as int32, `float` gives floats of integers
 * too, `test` gives bool. `same` and `float` hand NaN on before WGSL, that promises nothing about it, can lose it.
 */
export const unaryKernels: GpuKernels<UnaryKernel | 'Cast'> = {
  Abs: same('abs(x)'),
  Acos: float('acosOf(x)'),
  Acosh: float('acoshOf(x)'),
  Asin: float('asinOf(x)'),
  Asinh: float('asinhOf(x)'),
  Atan: float('atan2Of(x, 1.0)'),
  Atanh: float('atanhOf(x)'),
  Cast: (gpu, { x }, { dtype }) => cast(gpu, x, dtype === 'float64' ? 'float32' : dtype),
  Ceil: same('ceil(x)', 'x'),
  ClipByValue: (gpu, { x }, { clipValueMin, clipValueMax }) => clip(gpu, x, clipValueMin, clipValueMax),
  Cos: float('turn(x, 1)'),
  Cosh: float('coshOf(x)'),
  Elu: float('select(expm1Of(x), x, x >= 0.0)'),
  Erf: float('erfOf(x)'),
  Exp: float('expOf(x)'),
  Expm1: float('expm1Of(x)'),
  Floor: same('floor(x)', 'x'),
  IsFinite: test('!infinite(x) && !isnan(x)'),
  IsInf: test('infinite(x)'),
  IsNan: test('isnan(x)'),
  LeakyRelu: (gpu, { x }, { alpha }) => floating(gpu, x, 'select(x, uniforms.alpha * x, x < 0.0)', { alpha }),
  Log: float('logOf(x)'),
  Log1p: float('log1pOf(x)'),
  LogicalNot: test('x == 0.0'),
  Neg: same('-x'),
  Reciprocal: float('1.0 / x'),
  Relu: same('max(x, 0.0)', 'max(x, 0)'),
  Relu6: same('clamp(x, 0.0, 6.0)', 'clamp(x, 0, 6)'),
  Round: same('round(x)', 'x'),
  Rsqrt: float('select(inverseSqrt(x), uniforms.NAN, x < 0.0)'),
  Selu: float(`${seluScale} * select(${seluAlpha} * expm1Of(x), x, x >= 0.0)`),
  Sigmoid: float('sigmoidOf(x)'),
  Sign: same('sign(x)'),
  Sin: float('turn(x, 0)'),
  Sinh: float('sinhOf(x)'),
  Softplus: float('softplusOf(x)'),
  Sqrt: float('select(select(sqrt(x), x, infinite(x)), uniforms.NAN, x < 0.0)'),
  Square: same('x * x'),
  Step: (gpu, { x }, { alpha }) =>
    keeping(gpu, x, 'select(uniforms.alpha, 1.0, x > 0.0)', 'select(i32(uniforms.alpha), 1, x > 0)', { alpha }),
  Tan: float('turn(x, 0) / turn(x, 1)'),
  Tanh: float('tanhOf(x)'),
};

type Unary = (gpu: Gpu, inputs: { readonly x: TensorInfo }) => TensorInfo;

function same(ofFloat: string, ofInt: string = ofFloat): Unary {
  return (gpu, { x }) => keeping(gpu, x, ofFloat, ofInt);
}

function float(value: string): Unary {
  return (gpu, { x }) => floating(gpu, x, value);
}

function test(value: string): Unary {
  return (gpu, { x }) => map(gpu, x, 'bool', 'f32', `i32(${value})`);
}

function keeping(gpu: Gpu, x: TensorInfo, ofFloat: string, ofInt: string, floats: Readonly<Record<string, number>> = {}): TensorInfo {
  return x.dtype === 'float32' ? floating(gpu, x, ofFloat, floats) : map(gpu, x, 'int32', 'i32', ofInt, floats);
}

function floating(gpu: Gpu, x: TensorInfo, value: string, floats: Readonly<Record<string, number>> = {}): TensorInfo {
  return map(gpu, x, 'float32', 'f32', `select(${value}, x, isnan(x))`, floats);
}

function map(
  gpu: Gpu,
  x: TensorInfo,
  dtype: GpuDType,
  reads: 'f32' | 'i32',
  value: string,
  floats: Readonly<Record<string, number>> = {},
): TensorInfo {
  return elementwise(gpu, { inputs: { x }, shape: x.shape, dtype, reads, value, floats });
}

/** JavaScript's conversions: NaN becomes 0 as an integer and true as a bool. */
function cast(gpu: Gpu, x: TensorInfo, dtype: GpuDType): TensorInfo {
  if (dtype === 'float32') return map(gpu, x, dtype, 'f32', 'x');
  if (dtype === 'bool')
    return x.dtype === 'float32' ? map(gpu, x, dtype, 'f32', 'i32(nonzero(x))') : map(gpu, x, dtype, 'i32', 'i32(x != 0)');
  return x.dtype === 'float32' ? map(gpu, x, dtype, 'f32', 'select(i32(x), 0, isnan(x))') : map(gpu, x, dtype, 'i32', 'x');
}

function clip(gpu: Gpu, x: TensorInfo, least: number, most: number): TensorInfo {
  if (x.dtype === 'float32') return floating(gpu, x, 'min(max(x, uniforms.least), uniforms.most)', { least, most });
  const value = 'min(max(x, uniforms.least), uniforms.most)';
  return elementwise(gpu, {
    inputs: { x },
    shape: x.shape,
    dtype: 'int32',
    reads: 'i32',
    value,
    ints: { least: toInt32(least), most: toInt32(most) },
  });
}

function toInt32(bound: number): number {
  return Math.trunc(Math.min(Math.max(bound, -(2 ** 31)), 2 ** 31 - 1));
}
