import type { TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastShapes } from '../../core/shape.ts';
import type { ActivationGradKernel, PairwiseKernel } from '../kernel-families.ts';
import { elementwise } from './elementwise.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/**
 * Functions of elements of broadcast blocks, in WGSL. `same` computes integers as integers, `float` in floats, `test` gives
 * bool. What multiplies or adds hands NaN on by itself; comparisons and min and max do not, and are guarded.
 */
export const binaryKernels: GpuKernels<PairwiseKernel | ActivationGradKernel | 'BroadcastTo' | 'Select'> = {
  Add: same('a + b'),
  Atan2: float('select(atan2Of(a, b), uniforms.NAN, isnan(a) || isnan(b))'),
  BroadcastTo: (gpu, { x }, { shape }) => elementwise(gpu, { inputs: { x }, shape, dtype: x.dtype as 'float32', value: 'x' }),
  EluGrad: (gpu, { dy, y }) => floating(gpu, { dy, y }, 'select(dy * (y + 1.0), dy, y >= 0.0)'),
  Equal: test('a == b && !isnan(a) && !isnan(b)', 'a == b'),
  Greater: test('a > b && !isnan(a) && !isnan(b)', 'a > b'),
  GreaterEqual: test('a >= b && !isnan(a) && !isnan(b)', 'a >= b'),
  Less: test('a < b && !isnan(a) && !isnan(b)', 'a < b'),
  LessEqual: test('a <= b && !isnan(a) && !isnan(b)', 'a <= b'),
  LogicalAnd: test('nonzero(a) && nonzero(b)', 'a != 0 && b != 0'),
  LogicalOr: test('nonzero(a) || nonzero(b)', 'a != 0 || b != 0'),
  Maximum: same('maxOf(a, b)', 'max(a, b)'),
  Minimum: same('minOf(a, b)', 'min(a, b)'),
  Mod: same('select(modOf(a, b), uniforms.NAN, isnan(a) || isnan(b))', 'modOfInt(a, b)'),
  Multiply: same('a * b'),
  NotEqual: test('a != b || isnan(a) || isnan(b)', 'a != b'),
  Pow: same('powOf(a, b)', 'powOfInt(a, b)'),
  Prelu: (gpu, { x, alpha }) => floating(gpu, { x, alpha }, 'select(x, alpha * x, x < 0.0)'),
  RealDiv: float('a / b'),
  ReluGrad: (gpu, { dy, y }) => floating(gpu, { dy, y }, 'select(select(0.0, dy, y > 0.0), y, isnan(y))'),
  Select: (gpu, { condition, t, e }) =>
    elementwise(gpu, {
      inputs: { condition, t, e },
      shape: broadcastShapes('kernel', { condition, t, e }),
      dtype: t.dtype as 'float32',
      value: 'select(e, t, condition != 0)',
    }),
  SigmoidGrad: (gpu, { dy, y }) => floating(gpu, { dy, y }, 'dy * y * (1.0 - y)'),
  SquaredDifference: same('(a - b) * (a - b)'),
  Sub: same('a - b'),
  TanhGrad: (gpu, { dy, y }) => floating(gpu, { dy, y }, 'dy * (1.0 - y * y)'),
};

interface Pair {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}
type Binary = (gpu: Gpu, inputs: Pair) => TensorInfo;

function same(ofFloats: string, ofInts: string = ofFloats): Binary {
  return (gpu, { a, b }) => {
    if (anyFloat(a, b)) return floating(gpu, { a, b }, ofFloats);
    return elementwise(gpu, {
      inputs: { a, b },
      shape: broadcastShapes('kernel', { a, b }),
      dtype: 'int32',
      reads: 'i32',
      value: ofInts,
    });
  };
}

function float(value: string): Binary {
  return (gpu, { a, b }) => floating(gpu, { a, b }, value);
}

function test(ofFloats: string, ofInts: string): Binary {
  return (gpu, { a, b }) => {
    const floats = anyFloat(a, b);
    const value = `i32(${floats ? ofFloats : ofInts})`;
    return elementwise(gpu, {
      inputs: { a, b },
      shape: broadcastShapes('kernel', { a, b }),
      dtype: 'bool',
      reads: floats ? 'f32' : 'i32',
      value,
    });
  };
}

function anyFloat(a: TensorInfo, b: TensorInfo): boolean {
  return a.dtype === 'float32' || b.dtype === 'float32';
}

function floating(gpu: Gpu, inputs: Readonly<Record<string, TensorInfo>>, value: string): TensorInfo {
  return elementwise(gpu, { inputs, shape: broadcastShapes('kernel', inputs), dtype: 'float32', reads: 'f32', value });
}
