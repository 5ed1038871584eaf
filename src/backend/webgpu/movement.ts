import { slice_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxes, normalizeAxis, sizeOf, stridesOf } from '../../core/shape.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Gpu, GpuDType } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';
import { view, walksOf, type Walk } from './view.ts';

type Names = 'Concat' | 'Reverse' | 'Slice' | 'StridedSlice' | 'Tile' | 'Transpose';

/** Kernels that only say where values go. tfjs's read integers as floats, which above 2^24 are not exact. */
export const movementKernels: GpuKernels<Names> = {
  Concat: (gpu, inputs, { axis }) => concat(gpu, Object.values(inputs), axis),
  Reverse: (gpu, { x }, { dims }) => {
    const axes = normalizeAxes('kernel', dims, x.shape.length);
    let start = 0;
    const walks = walksOf(x).map((walk, axis) => {
      if (!axes.includes(axis)) return walk;
      start += (walk.length - 1) * walk.stride;
      return { ...walk, stride: -walk.stride };
    });
    return view(gpu, x, x.shape, walks, start);
  },
  Slice: (gpu, { x }, { begin, size }) => {
    const [starts, lengths] = slice_util.parseSliceParams(x, begin, size);
    return window(
      gpu,
      x,
      starts!,
      lengths!,
      lengths!.map(() => 1),
      lengths!,
    );
  },
  StridedSlice: stridedSlice,
  Tile: (gpu, { x }, { reps }) => {
    const shape = x.shape.map((length, axis) => length * reps[axis]!);
    const walks = walksOf(x).flatMap((walk, axis) => [{ length: reps[axis]!, stride: 0 }, walk]);
    return view(gpu, x, shape, walks);
  },
  Transpose: (gpu, { x }, { perm }) => {
    // tfjs's turns matrices over tile by tile, so that reads and writes are both in order.
    if (x.dtype === 'float32' && x.shape.length === 2 && perm[0] === 1) return gpu.tfjs('Transpose', { x }, { perm });
    const walks = walksOf(x);
    const shape = perm.map((axis) => x.shape[axis]!);
    return view(
      gpu,
      x,
      shape,
      perm.map((axis) => walks[axis]!),
    );
  },
};

function window(
  gpu: Gpu,
  x: TensorInfo,
  begin: readonly number[],
  lengths: readonly number[],
  steps: readonly number[],
  shape: readonly number[],
): TensorInfo {
  const strides = stridesOf(x.shape);
  const walks: Walk[] = lengths.map((length, axis) => ({ length, stride: strides[axis]! * steps[axis]! }));
  const start = begin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
  return view(gpu, x, shape, walks, start);
}

function stridedSlice(gpu: Gpu, { x }: { readonly x: TensorInfo }, attrs: KernelMap['StridedSlice']['attrs']): TensorInfo {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = slice_util.sliceInfo(x.shape, begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
  const { begin: starts, end: ends, strides: steps, finalShape } = info;
  const lengths = steps.map((step, axis) => Math.max(0, Math.ceil((ends[axis]! - starts[axis]!) / step)));
  return window(gpu, x, starts, lengths, steps, finalShape);
}

/** A shader binds eight buffers on the least of adapters: seven parts and the result. */
const mostParts = 7;

function concat(gpu: Gpu, parts: readonly TensorInfo[], axis: number): TensorInfo {
  if (parts.length > mostParts) {
    const joined: TensorInfo[] = [];
    for (let n = 0; n < parts.length; n += mostParts) joined.push(concat(gpu, parts.slice(n, n + mostParts), axis));
    return concat(gpu, joined, axis);
  }
  const first = parts[0]!;
  const along = normalizeAxis('kernel', axis, first.shape.length);
  const ints: Record<string, number> = { inner: sizeOf(first.shape.slice(along + 1)) };
  const branches: string[] = [];
  let end = 0;
  parts.forEach(({ shape }, n) => {
    ints[`start${n}`] = end;
    end += shape[along]!;
    ints[`length${n}`] = shape[along]!;
    branches.push(
      `if (c < uniforms.start${n} + uniforms.length${n}) { result[i] = x${n}[(outer * uniforms.length${n} + c - uniforms.start${n}) * uniforms.inner + at]; }`,
    );
  });
  return gpu.run({
    inputs: Object.fromEntries(parts.map((part, n) => [`x${n}`, part])),
    shape: first.shape.with(along, end),
    dtype: first.dtype as GpuDType,
    ints: { ...ints, total: end },
    body: `let at = i % uniforms.inner;
      let c = (i / uniforms.inner) % uniforms.total;
      let outer = i / (uniforms.inner * uniforms.total);
      ${branches.join(' else ')}`,
  });
}
