import type { TensorInfo } from '@tensorflow/tfjs-core';
import { slice_util } from '@tensorflow/tfjs-core';
import { normalizeAxes, normalizeAxis, sizeOf, stridesOf, type Shape } from '../../core/shape.ts';
import type { KernelMap } from '../kernel-map.ts';
import { repeatedStrides } from './broadcast.ts';
import type { Heap, HeapDType } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { copyRegion } from './strided-copy.ts';

type Names = 'BroadcastTo' | 'Concat' | 'MirrorPad' | 'PadV2' | 'Reshape' | 'Reverse' | 'Slice' | 'StridedSlice' | 'Tile' | 'Transpose';

/**
 * Kernels that only say where values go, all one strided copy. tfjs's Slice copies its whole input first, and its StridedSlice
 * and Reverse know 4-byte elements only.
 */
export const movementKernels: WasmKernels<Names> = {
  BroadcastTo: (heap, { x }, { shape }) => gather(heap, x, shape, 0, shape, repeatedStrides(x.shape, shape)),
  Concat: concat,
  MirrorPad: (heap, { x }, { paddings, mode }) => mirrorPad(heap, x, paddings, mode === 'reflect' ? 1 : 0),
  PadV2: (heap, { x }, { paddings, constantValue }) => pad(heap, x, paddings, constantValue),
  Reshape: (_heap, { x }, { shape }) => ({ dataId: x.dataId, shape: shape as number[], dtype: x.dtype }),
  Reverse: reverse,
  Slice: (heap, { x }, { begin, size }) => {
    const [starts, sizes] = slice_util.parseSliceParams(x, begin, size);
    const strides = stridesOf(x.shape);
    return gather(heap, x, sizes!, dot(starts!, strides), sizes!, strides);
  },
  StridedSlice: stridedSlice,
  Tile: (heap, { x }, { reps }) => {
    const strides = stridesOf(x.shape);
    const shape = x.shape.map((length, axis) => length * reps[axis]!);
    const perAxis = x.shape.flatMap((length, axis) => [reps[axis]!, length]);
    return gather(
      heap,
      x,
      shape,
      0,
      perAxis,
      strides.flatMap((stride) => [0, stride]),
    );
  },
  Transpose: (heap, { x }, { perm }) => {
    const strides = stridesOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis]!);
    if (x.dtype !== 'bool' && sizeOf(shape) > 0) return heap.stock('Transpose', { x }, { perm });
    const permuted = perm.map((axis) => strides[axis]!);
    return gather(heap, x, shape, 0, shape, permuted);
  },
};

/** A block of `shape`, filled in order from the elements of x that `start`, `lengths` and `strides` walk over. */
function gather(heap: Heap, x: TensorInfo, shape: Shape, start: number, lengths: Shape, strides: readonly number[]): TensorInfo {
  const output = heap.make(shape, x.dtype as HeapDType);
  copyRegion(lengths, { values: heap.values(x), start, strides }, { values: heap.values(output), start: 0, strides: stridesOf(lengths) });
  return output;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}

function concat(heap: Heap, inputs: Readonly<Record<string, TensorInfo>>, { axis }: { readonly axis: number }): TensorInfo {
  const parts = Object.values(inputs);
  const first = parts[0]!;
  const along = normalizeAxis('kernel', axis, first.shape.length);
  const shape = first.shape.with(
    along,
    parts.reduce((sum, part) => sum + part.shape[along]!, 0),
  );
  const strides = stridesOf(shape);
  const output = heap.make(shape, first.dtype as HeapDType);
  const values = heap.values(output);
  let start = 0;
  for (const part of parts) {
    copyRegion(part.shape, { values: heap.values(part), start: 0, strides: stridesOf(part.shape) }, { values, start, strides });
    start += part.shape[along]! * strides[along]!;
  }
  return output;
}

function reverse(heap: Heap, { x }: { readonly x: TensorInfo }, { dims }: KernelMap['Reverse']['attrs']): TensorInfo {
  const axes = normalizeAxes('kernel', dims, x.shape.length);
  const strides = stridesOf(x.shape);
  const start = axes.reduce((sum, axis) => sum + (x.shape[axis]! - 1) * strides[axis]!, 0);
  const backwards = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride));
  return gather(heap, x, x.shape, start, x.shape, backwards);
}

function stridedSlice(heap: Heap, { x }: { readonly x: TensorInfo }, attrs: KernelMap['StridedSlice']['attrs']): TensorInfo {
  const { begin, end, strides: steps, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = slice_util.sliceInfo(x.shape, begin, end, steps, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
  const strides = stridesOf(x.shape);
  const stepped = strides.map((stride, axis) => stride * info.strides[axis]!);
  const lengths = slice_util.computeOutShape(info.begin, info.end, info.strides);
  return gather(heap, x, info.finalShape, dot(info.begin, strides), lengths, stepped);
}

type Paddings = readonly (readonly [number, number])[];

function pad(heap: Heap, x: TensorInfo, paddings: Paddings, constant: number): TensorInfo {
  const shape = x.shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
  const strides = stridesOf(shape);
  const output = heap.make(shape, x.dtype as HeapDType);
  const values = heap.values(output);
  values.fill(constant);
  const start = dot(
    paddings.map(([before]) => before),
    strides,
  );
  copyRegion(x.shape, { values: heap.values(x), start: 0, strides: stridesOf(x.shape) }, { values, start, strides });
  return output;
}

/** One axis after the other; `skip` is 1 where the edge itself is not repeated. */
function mirrorPad(heap: Heap, x: TensorInfo, paddings: Paddings, skip: 0 | 1): TensorInfo {
  return paddings.reduce(
    (padded, [before, after], axis) => (before + after === 0 ? padded : mirrorAxis(heap, padded, axis, before, after, skip)),
    x,
  );
}

function mirrorAxis(heap: Heap, x: TensorInfo, axis: number, before: number, after: number, skip: 0 | 1): TensorInfo {
  const length = x.shape[axis]!;
  const shape = x.shape.with(axis, before + length + after);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const output = heap.make(shape, x.dtype as HeapDType);
  const [source, values] = [heap.values(x), heap.values(output)];
  const strip = (width: number, start: number, direction: 1 | -1, target: number): void =>
    copyRegion(
      x.shape.with(axis, width),
      { values: source, start: start * from[axis]!, strides: from.with(axis, direction * from[axis]!) },
      { values, start: target * to[axis]!, strides: to },
    );
  strip(before, before - 1 + skip, -1, 0);
  strip(length, 0, 1, before);
  strip(after, length - 1 - skip, -1, before + length);
  return output;
}
