import type { DType } from '../../core/dtype.ts';
import { normalizeAxes, normalizeAxis, reducedShape, sizeOf, stridesOf, type Shape } from '../../core/shape.ts';
import type { ReduceKernel } from '../kernel-families.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { linesAlong, stridedOffsets } from './offsets.ts';
import { blockFrom, valuesOf } from './values.ts';

/** Folds along axes. Of no elements: sum 0, product 1, mean NaN, maximum -Infinity, minimum Infinity. */
export const reduceKernels: Kernels<ReduceKernel> = {
  All: ({ x }, { axis, keepDims }) => fold(x, axis, keepDims, 'bool', 1, (all, v) => Number(all !== 0 && v !== 0)),
  Any: ({ x }, { axis, keepDims }) => fold(x, axis, keepDims, 'bool', 0, (any, v) => Number(any !== 0 || v !== 0)),
  ArgMax: ({ x }, { axis }) => firstBest(x, axis, (v, best) => v > best),
  ArgMin: ({ x }, { axis }) => firstBest(x, axis, (v, best) => v < best),
  Max: ({ x }, { reductionIndices, keepDims }) => fold(x, reductionIndices, keepDims, x.dtype, -Infinity, Math.max),
  Mean: mean,
  Min: ({ x }, { axis, keepDims }) => fold(x, axis, keepDims, x.dtype, Infinity, Math.min),
  Prod: ({ x }, { axis, keepDims }) => fold(x, axis, keepDims, countable(x.dtype), 1, (product, v) => product * v),
  Sum: ({ x }, { axis, keepDims }) => fold(x, axis, keepDims, countable(x.dtype), 0, (sum, v) => sum + v),
};

type Axes = number | readonly number[] | undefined;

function countable(dtype: DType): DType {
  return dtype === 'bool' ? 'int32' : dtype;
}

function fold(
  x: Raw,
  axis: Axes,
  keepDims: boolean | undefined,
  dtype: DType,
  initial: number,
  f: (folded: number, v: number) => number,
): Raw {
  const axes = normalizeAxes('kernel', axis, x.shape.length);
  const shape = reducedShape(x.shape, axes, keepDims ?? false);
  const values = valuesOf(x);
  const into = reducedOffsets(x.shape, axes);
  const folded = new Float64Array(sizeOf(shape)).fill(initial);
  for (let i = 0; i < into.length; i++) folded[into[i]!] = f(folded[into[i]!]!, values[i]!);
  return blockFrom(x, shape, dtype, folded);
}

/** Where each element of `shape` goes in the result of reducing `axes`. */
function reducedOffsets(shape: Shape, axes: readonly number[]): Int32Array {
  const strides = stridesOf(reducedShape(shape, axes, true));
  return stridedOffsets(
    shape,
    strides.map((stride, axis) => (axes.includes(axis) ? 0 : stride)),
  );
}

function mean({ x }: { readonly x: Raw }, { axis, keepDims }: { readonly axis: Axes; readonly keepDims?: boolean }): Raw {
  const axes = normalizeAxes('kernel', axis, x.shape.length);
  const sum = fold(x, axes, keepDims, 'float64', 0, (total, v) => total + v);
  const count = sizeOf(axes.map((one) => x.shape[one]!));
  return blockFrom(
    x,
    sum.shape,
    'float64',
    Float64Array.from(valuesOf(sum), (total) => total / count),
  );
}

/** The index of the first element that no other is better than; the first NaN if there is one, as in NumPy. */
function firstBest(x: Raw, axis: number, better: (v: number, best: number) => boolean): Raw {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const shape = reducedShape(x.shape, [along]);
  const values = valuesOf(x);
  const { starts, stride } = linesAlong(x.shape, along);
  const indices = new Float64Array(starts.length);
  for (let i = 0; i < starts.length; i++) {
    let best = values[starts[i]!]!;
    for (let k = 1; k < x.shape[along]! && !Number.isNaN(best); k++) {
      const v = values[starts[i]! + k * stride]!;
      if (better(v, best) || Number.isNaN(v)) {
        best = v;
        indices[i] = k;
      }
    }
  }
  return blockFrom(x, shape, 'int32', indices);
}
