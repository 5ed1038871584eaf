import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxes, normalizeAxis, reducedShape, sizeOf } from '../../core/shape.ts';
import { foldRuns } from '../fold-runs.ts';
import type { ReduceKernel } from '../kernel-families.ts';
import type { Heap, HeapDType } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';

type Axes = number | readonly number[] | undefined;

/**
 * Folds along axes, in place of tfjs's, which transpose unless the axes are innermost, misread int32 in some, and lose NaN.
 * Sums are kept in float64 until they are stored. Of no elements: sum 0, product 1, mean NaN, maximum -Infinity, minimum Infinity.
 */
export const reduceKernels: WasmKernels<ReduceKernel> = {
  All: (heap, { x }, { axis, keepDims }) => reduce(heap, x, axis, keepDims, 'bool', foldAll),
  Any: (heap, { x }, { axis, keepDims }) => reduce(heap, x, axis, keepDims, 'bool', foldAny),
  ArgMax: (heap, { x }, { axis }) => firstBest(heap, x, axis, (v, best) => v > best),
  ArgMin: (heap, { x }, { axis }) => firstBest(heap, x, axis, (v, best) => v < best),
  Max: (heap, { x }, { reductionIndices, keepDims }) =>
    reduce(heap, x, reductionIndices, keepDims, x.dtype as HeapDType, x.dtype === 'float32' ? maxFloats : foldMax),
  Mean: (heap, { x }, { axis, keepDims }) => mean(heap, x, axis, keepDims),
  Min: (heap, { x }, { axis, keepDims }) =>
    reduce(heap, x, axis, keepDims, x.dtype as HeapDType, x.dtype === 'float32' ? minFloats : foldMin),
  Prod: (heap, { x }, { axis, keepDims }) => reduce(heap, x, axis, keepDims, countable(x), foldProduct),
  Sum: (heap, { x }, { axis, keepDims }) => sum(heap, x, axis, keepDims, countable(x)),
};

/** Folds the middle axis of x [outer, length, inner] into y [outer, inner]. */
type Fold = (heap: Heap, x: TensorInfo, outer: number, length: number, inner: number, y: TensorInfo) => void;

function countable(x: TensorInfo): HeapDType {
  return x.dtype === 'float32' ? 'float32' : 'int32';
}

function reduce(heap: Heap, x: TensorInfo, axis: Axes, keepDims: boolean | undefined, dtype: HeapDType, fold: Fold): TensorInfo {
  const axes = normalizeAxes('kernel', axis, x.shape.length);
  const runs = foldRuns(x.shape, axes);
  const output = heap.make(reducedShape(x.shape, axes, keepDims ?? false), dtype);
  const last = runs.pop() ?? { outer: 1, length: 1, inner: sizeOf(x.shape) };
  let source = x;
  for (const { outer, length, inner } of runs) {
    const folded = heap.make([outer, inner], dtype);
    fold(heap, source, outer, length, inner, folded);
    source = folded;
  }
  fold(heap, source, last.outer, last.length, last.inner, output);
  return output;
}

const foldSum: Fold = foldWith(0, (sum, v) => sum + v);
const foldProduct: Fold = foldWith(1, (product, v) => product * v);
const foldMax: Fold = foldWith(-Infinity, Math.max);
const foldMin: Fold = foldWith(Infinity, Math.min);
const maxFloats: Fold = foldFloats('maximumRows', 'maximumColumns');
const minFloats: Fold = foldFloats('minimumRows', 'minimumColumns');
const sumFloats: Fold = foldFloats('sumRows', 'sumColumns');
const foldAll: Fold = foldWith(1, (all, v) => (all !== 0 && v !== 0 ? 1 : 0));
const foldAny: Fold = foldWith(0, (any, v) => (any !== 0 || v !== 0 ? 1 : 0));

function foldWith(initial: number, f: (folded: number, v: number) => number): Fold {
  return (heap, source, outer, length, inner, output) => {
    const [x, y] = [heap.values(source), heap.values(output)];
    const folded = new Float64Array(inner);
    for (let o = 0; o < outer; o++) {
      folded.fill(initial);
      for (let k = 0; k < length; k++) {
        const row = (o * length + k) * inner;
        for (let i = 0; i < inner; i++) folded[i] = f(folded[i]!, x[row + i]!);
      }
      y.set(folded, o * inner);
    }
  };
}

function sum(heap: Heap, x: TensorInfo, axis: Axes, keepDims: boolean | undefined, dtype: HeapDType): TensorInfo {
  return reduce(heap, x, axis, keepDims, dtype, x.dtype === 'float32' ? sumFloats : foldSum);
}

function foldFloats(rows: 'sumRows' | 'maximumRows' | 'minimumRows', columns: 'sumColumns' | 'maximumColumns' | 'minimumColumns'): Fold {
  return (heap, x, outer, length, inner, y) => {
    if (inner === 1) heap.simd[rows](heap.offset(x), heap.offset(y), outer, length);
    else heap.simd[columns](heap.offset(x), heap.offset(y), outer, length, inner);
  };
}

function mean(heap: Heap, x: TensorInfo, axis: Axes, keepDims: boolean | undefined): TensorInfo {
  const output = sum(heap, x, axis, keepDims, 'float32');
  const count = sizeOf(normalizeAxes('kernel', axis, x.shape.length).map((one) => x.shape[one]!));
  const means = heap.floats(output);
  for (let i = 0; i < means.length; i++) means[i]! /= count;
  return output;
}

/** The index of the first element that no other is better than; the first NaN if there is one, as in NumPy. */
function firstBest(heap: Heap, x: TensorInfo, axis: number, better: (v: number, best: number) => boolean): TensorInfo {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const length = x.shape[along]!;
  const inner = sizeOf(x.shape.slice(along + 1));
  const output = heap.make(reducedShape(x.shape, [along]), 'int32');
  const [values, indices] = [heap.values(x), heap.ints(output)];
  for (let i = 0; i < indices.length; i++) {
    const start = Math.floor(i / inner) * length * inner + (i % inner);
    let [best, at] = [values[start]!, 0];
    for (let k = 1; k < length && best === best; k++) {
      const v = values[start + k * inner]!;
      if (better(v, best) || v !== v) [best, at] = [v, k];
    }
    indices[i] = at;
  }
  return output;
}
