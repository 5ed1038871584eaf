import type { TensorInfo } from '@tensorflow/tfjs-core';
import { bytesPerElement, promote, type DType } from '../../core/dtype.ts';
import { sameShape, sizeOf } from '../../core/shape.ts';
import type { PairwiseKernel } from '../kernel-families.ts';
import { broadcastWalk, eachRun, rowsOf } from './broadcast.ts';
import type { Heap, HeapDType, Values } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import type { Pairwise } from './simd.ts';

/**
 * Functions of two elements, broadcast. `same` gives the larger dtype of the two (int32 of bool), `float` float32, `test` bool.
 *
 * tfjs's own take the dtype of `a` for both, trap on integer division by 0, lose NaN in Maximum and Minimum, take 60 ns an
 * element to broadcast a column, and 3 us for a scalar.
 */
export const binaryKernels: WasmKernels<PairwiseKernel> = {
  Add: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.add, a, b) : same(heap, a, b, (x, y) => x + y)),
  Atan2: (heap, { a, b }) => combine(heap, a, b, 'float32', Math.atan2),
  Equal: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.equal, a, b, 'bool') : test(heap, a, b, (x, y) => x === y)),
  Greater: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.less, b, a, 'bool') : test(heap, a, b, (x, y) => x > y)),
  GreaterEqual: (heap, { a, b }) =>
    bothFloat(a, b) ? floats(heap, heap.simd.lessEqual, b, a, 'bool') : test(heap, a, b, (x, y) => x >= y),
  Less: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.less, a, b, 'bool') : test(heap, a, b, (x, y) => x < y)),
  LessEqual: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.lessEqual, a, b, 'bool') : test(heap, a, b, (x, y) => x <= y)),
  LogicalAnd: (heap, { a, b }) => test(heap, a, b, (x, y) => x !== 0 && y !== 0),
  LogicalOr: (heap, { a, b }) => test(heap, a, b, (x, y) => x !== 0 || y !== 0),
  Maximum: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.maximum, a, b) : same(heap, a, b, Math.max)),
  Minimum: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.minimum, a, b) : same(heap, a, b, Math.min)),
  Mod: (heap, { a, b }) => same(heap, a, b, mod),
  Multiply: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.multiply, a, b) : same(heap, a, b, (x, y) => x * y)),
  NotEqual: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.notEqual, a, b, 'bool') : test(heap, a, b, (x, y) => x !== y)),
  Pow: (heap, { a, b }) => (bothFloat(a, b) && stockPowFits(heap, a, b) ? heap.stock('Pow', { a, b }) : same(heap, a, b, Math.pow)),
  Prelu: (heap, { x, alpha }) => combine(heap, x, alpha, 'float32', (v, slope) => (v < 0 ? slope * v : v)),
  RealDiv: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.divide, a, b) : combine(heap, a, b, 'float32', (x, y) => x / y)),
  SquaredDifference: (heap, { a, b }) =>
    bothFloat(a, b) ? floats(heap, heap.simd.squaredDifference, a, b) : same(heap, a, b, (x, y) => (x - y) * (x - y)),
  Sub: (heap, { a, b }) => (bothFloat(a, b) ? floats(heap, heap.simd.subtract, a, b) : same(heap, a, b, (x, y) => x - y)),
};

type Scalar = (x: number, y: number) => number;

function bothFloat(a: TensorInfo, b: TensorInfo): boolean {
  return a.dtype === 'float32' && b.dtype === 'float32';
}

function same(heap: Heap, a: TensorInfo, b: TensorInfo, f: Scalar): TensorInfo {
  const dtype = promote(a.dtype as DType, b.dtype as DType);
  return combine(heap, a, b, dtype === 'float32' ? 'float32' : 'int32', f);
}

function test(heap: Heap, a: TensorInfo, b: TensorInfo, f: (x: number, y: number) => boolean): TensorInfo {
  return combine(heap, a, b, 'bool', (x, y) => (f(x, y) ? 1 : 0));
}

function floats(heap: Heap, loop: Pairwise, a: TensorInfo, b: TensorInfo, dtype: 'float32' | 'bool' = 'float32'): TensorInfo {
  if (sameShape(a.shape, b.shape)) {
    const output = heap.make(a.shape, dtype);
    loop(heap.offset(a), 0, 4, heap.offset(b), 0, 4, heap.offset(output), 1, sizeOf(a.shape));
    return output;
  }
  const walk = broadcastWalk([a.shape, b.shape]);
  const output = heap.make(walk.shape, dtype);
  const [left, right, into] = [heap.offset(a), heap.offset(b), heap.offset(output)];
  const { outer, rows, length, strides } = rowsOf(walk);
  const [leftRow, leftStride, rightRow, rightStride] = strides.flat().map((stride) => 4 * stride) as [number, number, number, number];
  eachRun(outer, ([i, j], run) =>
    loop(
      left + 4 * i!,
      leftRow,
      leftStride,
      right + 4 * j!,
      rightRow,
      rightStride,
      into + bytesPerElement(dtype) * run * rows * length,
      rows,
      length,
    ),
  );
  return output;
}

function combine(heap: Heap, a: TensorInfo, b: TensorInfo, dtype: HeapDType, f: Scalar): TensorInfo {
  if (sameShape(a.shape, b.shape)) {
    const output = heap.make(a.shape, dtype);
    const values = heap.values(output);
    combineRun(heap.values(a), 0, 1, heap.values(b), 0, 1, values, 0, values.length, f);
    return output;
  }
  const walk = broadcastWalk([a.shape, b.shape]);
  const output = heap.make(walk.shape, dtype);
  const [left, right, values] = [heap.values(a), heap.values(b), heap.values(output)];
  const length = walk.lengths.at(-1)!;
  const [leftStride, rightStride] = [walk.strides[0]!.at(-1)!, walk.strides[1]!.at(-1)!];
  eachRun(walk, ([i, j], run) => combineRun(left, i!, leftStride, right, j!, rightStride, values, run * length, length, f));
  return output;
}

function combineRun(
  a: Values,
  aStart: number,
  aStride: number,
  b: Values,
  bStart: number,
  bStride: number,
  into: Values,
  start: number,
  length: number,
  f: Scalar,
): void {
  for (let i = 0; i < length; i++) into[start + i] = f(a[aStart + i * aStride]!, b[bStart + i * bStride]!);
}

/** tfjs's is faster, but 1 to the power of NaN is 1 there, and broadcasting anything but a scalar is slow. */
function stockPowFits(heap: Heap, a: TensorInfo, b: TensorInfo): boolean {
  return (sameShape(a.shape, b.shape) || sizeOf(b.shape) === 1) && heap.floats(b).every(Number.isFinite);
}

/** The remainder with the sign of the divisor, as NumPy's and Python's. */
function mod(x: number, y: number): number {
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}
