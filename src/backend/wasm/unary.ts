import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { UnaryKernel } from '../kernel-families.ts';
import type { Heap, HeapDType } from './heap.ts';
import type { WasmKernel, WasmKernels } from './kernel-type.ts';

/**
 * Functions of each element. The floats' are mostly tfjs's own; those read int32 and bool as if they were floats, so these
 * are cast first (`float`), or mapped here (`same` keeps int32 and gives int32 of bool). Its Exp, Log, Softplus and Tanh take
 * 4 to 20 ns an element; its ClipByValue, Relu6, Sign and Step lose NaN; its Sin, Cos, Log1p and Selu lose digits near 0.
 */
export const unaryKernels: WasmKernels<UnaryKernel | 'Cast'> = {
  Abs: same('Abs', Math.abs),
  Acos: float('Acos'),
  Acosh: float('Acosh'),
  Asin: float('Asin'),
  Asinh: float('Asinh'),
  Atan: float('Atan'),
  Atanh: float('Atanh'),
  Cast: (heap, { x }, { dtype }) => cast(heap, x, dtype === 'float64' ? 'float32' : dtype),
  Ceil: same('Ceil', identity),
  ClipByValue: (heap, { x }, { clipValueMin, clipValueMax }) => clip(heap, x, clipValueMin, clipValueMax),
  Cos: (heap, { x }) => map(heap, x, 'float32', Math.cos),
  Cosh: float('Cosh'),
  Elu: float('Elu'),
  Erf: float('Erf'),
  Exp: (heap, { x }) => loop(heap, heap.simd.exp, x),
  Expm1: float('Expm1'),
  Floor: same('Floor', identity),
  IsFinite: test('IsFinite', Number.isFinite),
  IsInf: test('IsInf', () => false),
  IsNan: test('IsNan', () => false),
  LeakyRelu: (heap, { x }, { alpha }) => map(heap, x, 'float32', (v) => (v < 0 ? alpha * v : v)),
  Log: (heap, { x }) => loop(heap, heap.simd.log, x),
  Log1p: (heap, { x }) => map(heap, x, 'float32', Math.log1p),
  LogicalNot: (heap, { x }) => map(heap, x, 'bool', (v) => (v === 0 ? 1 : 0)),
  Neg: same('Neg', (v) => -v),
  Reciprocal: float('Reciprocal'),
  // tfjs's compares as integers: NaN with the sign bit set, which x86 makes, gives 0.
  Relu: (heap, { x }) => clip(heap, x, 0, Infinity),
  Relu6: (heap, { x }) => clip(heap, x, 0, 6),
  Round: same('Round', identity),
  Rsqrt: float('Rsqrt'),
  Selu: (heap, { x }) => map(heap, heap.stock('Elu', { x: asFloat(heap, x) }), 'float32', (y) => seluScale * (y < 0 ? seluAlpha * y : y)),
  Sigmoid: float('Sigmoid'),
  Sign: (heap, { x }) => (x.dtype === 'float32' ? loop(heap, heap.simd.sign, x) : map(heap, x, 'int32', Math.sign)),
  Sin: (heap, { x }) => map(heap, x, 'float32', Math.sin),
  Sinh: float('Sinh'),
  Softplus: (heap, { x }) => loop(heap, heap.simd.softplus, x),
  Sqrt: float('Sqrt'),
  Square: same('Square', (v) => v * v),
  Step: (heap, { x }, { alpha }) => map(heap, x, sameDType(x), (v) => (v > 0 ? 1 : v !== v ? v : alpha)),
  Tan: float('Tan'),
  Tanh: (heap, { x }) => loop(heap, heap.simd.tanh, x),
};

/** Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 14 and appendix A1. */
const seluScale = 1.0507009873554805;
const seluAlpha = 1.6732632423543772;

type Scalar = (v: number) => number;

/** What takes a block and nothing else. */
type PlainKernel = Exclude<UnaryKernel, 'ClipByValue' | 'LeakyRelu' | 'Step'>;

/** A block as float32: itself if it is one. */
export function asFloat(heap: Heap, x: TensorInfo): TensorInfo {
  return x.dtype === 'float32' ? x : cast(heap, x, 'float32');
}

function loop(heap: Heap, loop: (x: number, y: number, length: number) => void, x: TensorInfo): TensorInfo {
  const floats = asFloat(heap, x);
  const output = heap.make(x.shape, 'float32');
  loop(heap.offset(floats), heap.offset(output), sizeOf(x.shape));
  return output;
}

function clip(heap: Heap, x: TensorInfo, low: number, high: number): TensorInfo {
  if (x.dtype !== 'float32') return map(heap, x, 'int32', (v) => Math.min(Math.max(v, low), high));
  const output = heap.make(x.shape, 'float32');
  heap.simd.clip(heap.offset(x), heap.offset(output), sizeOf(x.shape), low, high);
  return output;
}

function float(name: PlainKernel): WasmKernel<PlainKernel> {
  return (heap, { x }) => heap.stock(name, { x: asFloat(heap, x) });
}

function same(name: PlainKernel, ofInteger: Scalar): WasmKernel<PlainKernel> {
  return (heap, { x }) => (x.dtype === 'float32' ? heap.stock(name, { x }) : map(heap, x, 'int32', ofInteger));
}

function test(name: PlainKernel, ofInteger: (v: number) => boolean): WasmKernel<PlainKernel> {
  return (heap, { x }) => (x.dtype === 'float32' ? heap.stock(name, { x }) : map(heap, x, 'bool', (v) => (ofInteger(v) ? 1 : 0)));
}

function sameDType(x: TensorInfo): HeapDType {
  return x.dtype === 'float32' ? 'float32' : 'int32';
}

function map(heap: Heap, x: TensorInfo, dtype: HeapDType, f: Scalar): TensorInfo {
  const output = heap.make(x.shape, dtype);
  const [values, mapped] = [heap.values(x), heap.values(output)];
  for (let i = 0; i < values.length; i++) mapped[i] = f(values[i]!);
  return output;
}

function cast(heap: Heap, x: TensorInfo, dtype: HeapDType): TensorInfo {
  if (dtype === x.dtype) return x;
  if (dtype === 'bool') return map(heap, x, dtype, (v) => (v === 0 ? 0 : 1));
  const output = heap.make(x.shape, dtype);
  heap.values(output).set(heap.values(x));
  return output;
}

function identity(v: number): number {
  return v;
}
