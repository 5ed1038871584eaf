import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxes, normalizeAxis, reducedShape, sizeOf } from '../../core/shape.ts';
import { foldRuns, type FoldRun } from '../fold-runs.ts';
import type { ReduceKernel } from '../kernel-families.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

type Axes = number | readonly number[] | undefined;

/** A fold in WGSL: where it starts, and `folded` with the next value `v`; for floats and for integers. */
interface Fold {
  readonly float: readonly [start: string, step: string];
  readonly int: readonly [start: string, step: string];
}

const sum: Fold = { float: ['0.0', 'folded + v'], int: ['0', 'folded + v'] };
const product: Fold = { float: ['1.0', 'folded * v'], int: ['1', 'folded * v'] };
const largest: Fold = { float: ['-uniforms.INFINITY', 'maxOf(folded, v)'], int: ['i32(-2147483648)', 'max(folded, v)'] };
const smallest: Fold = { float: ['uniforms.INFINITY', 'minOf(folded, v)'], int: ['2147483647', 'min(folded, v)'] };

/** Folds along axes. */
export const reduceKernels: GpuKernels<ReduceKernel> = {
  All: (gpu, { x }, { axis, keepDims }) => fold(gpu, x, axis, keepDims, smallestBool, 'bool'),
  Any: (gpu, { x }, { axis, keepDims }) => fold(gpu, x, axis, keepDims, largestBool, 'bool'),
  ArgMax: (gpu, { x }, { axis }) => firstBest(gpu, x, axis, '>'),
  ArgMin: (gpu, { x }, { axis }) => firstBest(gpu, x, axis, '<'),
  Max: (gpu, { x }, { reductionIndices, keepDims }) => fold(gpu, x, reductionIndices, keepDims, largest, x.dtype as GpuDType),
  Mean: (gpu, { x }, { axis, keepDims }) => {
    const axes = normalizeAxes('kernel', axis, x.shape.length);
    const total = fold(gpu, x, axes, keepDims, sum, 'float32');
    const count = sizeOf(axes.map((one) => x.shape[one]!));
    const value = 'select(total[i] / uniforms.count, uniforms.NAN, uniforms.count == 0.0)';
    return gpu.run({
      inputs: { total },
      shape: total.shape,
      dtype: 'float32',
      floats: { count },
      body: `result[i] = ${value};`,
    });
  },
  Min: (gpu, { x }, { axis, keepDims }) => fold(gpu, x, axis, keepDims, smallest, x.dtype as GpuDType),
  Prod: (gpu, { x }, { axis, keepDims }) => fold(gpu, x, axis, keepDims, product, countable(x.dtype)),
  Sum: (gpu, { x }, { axis, keepDims }) => fold(gpu, x, axis, keepDims, sum, countable(x.dtype)),
};

const smallestBool: Fold = { ...smallest, int: ['1', 'min(folded, v)'] };
const largestBool: Fold = { ...largest, int: ['0', 'max(folded, v)'] };

function countable(dtype: string): GpuDType {
  return dtype === 'bool' ? 'int32' : (dtype as GpuDType);
}

function fold(gpu: Gpu, x: TensorInfo, axis: Axes, keepDims: boolean | undefined, by: Fold, dtype: GpuDType): TensorInfo {
  const axes = normalizeAxes('kernel', axis, x.shape.length);
  const shape = reducedShape(x.shape, axes, keepDims ?? false);
  let folded = x;
  for (const { outer, length, inner } of foldRuns(x.shape, axes)) {
    let left = length;
    do {
      const parts = partsOf(left, outer * inner);
      folded = foldOnce(gpu, folded, { outer, length: left, inner }, parts, by, dtype);
      left = parts;
    } while (left > 1);
  }
  if (folded === x) return gpu.kernel('Cast', { x: gpu.reshape(x, shape) }, { dtype });
  return gpu.reshape(folded, shape);
}

/** A thread folds up to this many elements before the work is shared out. */
const mostPerThread = 256;
const leastPerThread = 64;
/** With so many results there is a thread per result, and enough of them to fill a GPU. */
const manyResults = 32768;

/** How many threads share one result. */
function partsOf(length: number, results: number): number {
  if (length <= mostPerThread || results >= manyResults) return 1;
  return Math.min(Math.ceil(length / leastPerThread), Math.ceil(manyResults / results));
}

/** Part p of a result takes the elements p, p + parts, p + 2 parts, ...: neighboring threads read neighboring elements. */
function foldOnce(
  gpu: Gpu,
  x: TensorInfo,
  { outer, length, inner }: FoldRun,
  parts: number,
  { float, int }: Fold,
  dtype: GpuDType,
): TensorInfo {
  const [start, step] = dtype === 'float32' ? float : int;
  const type = dtype === 'float32' ? 'f32' : 'i32';
  return gpu.run({
    inputs: { x },
    shape: [outer, parts, inner],
    dtype,
    ints: { length, inner, parts },
    body: `let at = i % uniforms.inner;
      let part = (i / uniforms.inner) % uniforms.parts;
      let outer = i / (uniforms.inner * uniforms.parts);
      var folded = ${start};
      for (var k = part; k < uniforms.length; k += uniforms.parts) {
        let v = ${type}(x[(outer * uniforms.length + k) * uniforms.inner + at]);
        folded = ${step};
      }
      result[i] = folded;`,
  });
}

/** The place of the first element that no other is better than, or of the first NaN. */
function firstBest(gpu: Gpu, x: TensorInfo, axis: number, better: '<' | '>'): TensorInfo {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const shape = reducedShape(x.shape, [along]);
  const [run] = foldRuns(x.shape, [along]) as [FoldRun];
  const parts = partsOf(run.length, run.outer * run.inner);
  if (parts === 1) return gpu.reshape(bestOf(gpu, x, run, 1, better), shape);
  const places = bestOf(gpu, x, run, parts, better);
  return gpu.reshape(bestOf(gpu, x, run, 1, better, places, parts), shape);
}

/** As `foldOnce`; with `places`, among those only, of which there are `count` for each result. */
function bestOf(
  gpu: Gpu,
  x: TensorInfo,
  { outer, length, inner }: FoldRun,
  parts: number,
  better: string,
  places?: TensorInfo,
  count = length,
): TensorInfo {
  const type = x.dtype === 'float32' ? 'f32' : 'i32';
  const nan = (v: string): string => (type === 'f32' ? `isnan(${v})` : 'false');
  return gpu.run({
    inputs: places === undefined ? { x } : { x, places },
    shape: [outer, parts, inner],
    dtype: 'int32',
    ints: { length, inner, parts, count },
    body: `let at = i % uniforms.inner;
      let part = (i / uniforms.inner) % uniforms.parts;
      let outer = i / (uniforms.inner * uniforms.parts);
      var best = -1;
      var most = ${type}(0);
      for (var n = part; n < uniforms.count; n += uniforms.parts) {
        let k = ${places === undefined ? 'n' : 'places[(outer * uniforms.count + n) * uniforms.inner + at]'};
        let v = x[(outer * uniforms.length + k) * uniforms.inner + at];
        let same = v == most || (${nan('v')} && ${nan('most')});
        let above = !${nan('most')} && (${nan('v')} || v ${better} most);
        if (best < 0 || above || (same && k < best)) {
          best = k;
          most = v;
        }
      }
      result[i] = max(best, 0);`,
  });
}
