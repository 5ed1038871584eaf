import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxis, sizeOf, type Shape } from '../../core/shape.ts';
import type { GatherKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import { slicesNamed } from '../slices-named.ts';
import type { Heap, HeapDType, Values } from './heap.ts';
import { callsPayFrom } from './strided-copy.ts';
import type { Infos, WasmKernels } from './kernel-type.ts';

/**
 * Kernels that look places up in an index tensor. Reading outside gives NaN (0 of integers); what is written outside is
 * dropped. tfjs's own read and write wherever an index points.
 */
export const gatherKernels: WasmKernels<GatherKernel> = {
  GatherNd: gatherNd,
  GatherV2: gather,
  OneHot: oneHot,
  ScatterNd: (heap, { indices, updates }, { shape }) =>
    addSlices(heap, updates, slicesNamed(heap.values(indices), indices.shape, shape), shape, sizeOf(shape.slice(indices.shape.at(-1)))),
  UnsortedSegmentSum: (heap, { x, segmentIds }, { numSegments }) => {
    const rest = x.shape.slice(segmentIds.shape.length);
    const segments = Int32Array.from(heap.values(segmentIds), (id) => (id < numSegments ? id : -1));
    return addSlices(heap, x, segments, [numSegments, ...rest], sizeOf(rest));
  },
};

/** x [...batch, ...outer, length, ...inner] at indices [...batch, ...picks] -> [...batch, ...outer, ...picks, ...inner]. */
function gather(heap: Heap, { x, indices }: Infos<'GatherV2'>, { axis, batchDims }: KernelMap['GatherV2']['attrs']): TensorInfo {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const outer = sizeOf(x.shape.slice(batchDims, along));
  const length = x.shape[along]!;
  const inner = sizeOf(x.shape.slice(along + 1));
  const picks = sizeOf(indices.shape.slice(batchDims));
  const shape = [...x.shape.slice(0, along), ...indices.shape.slice(batchDims), ...x.shape.slice(along + 1)];
  const output = heap.make(shape, x.dtype as HeapDType);
  const [values, places, gathered] = [heap.values(x), heap.values(indices), heap.values(output)];
  const blocks = sizeOf(x.shape.slice(0, along));
  let at = 0;
  for (let block = 0; block < blocks; block++) {
    const row = Math.floor(block / outer) * picks;
    for (let p = 0; p < picks; p++, at += inner) {
      const place = places[row + p]!;
      if (place >= 0 && place < length) copy(values, (block * length + place) * inner, gathered, at, inner);
      else gathered.fill(NaN, at, at + inner);
    }
  }
  return output;
}

function copy(from: Values, start: number, to: Values, at: number, length: number): void {
  if (length >= callsPayFrom) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i]!;
}

function gatherNd(heap: Heap, { params, indices }: Infos<'GatherNd'>): TensorInfo {
  const rest = params.shape.slice(indices.shape.at(-1));
  const inner = sizeOf(rest);
  const slices = slicesNamed(heap.values(indices), indices.shape, params.shape);
  const output = heap.make([...indices.shape.slice(0, -1), ...rest], params.dtype as HeapDType);
  const [values, gathered] = [heap.values(params), heap.values(output)];
  slices.forEach((slice, row) => {
    if (slice < 0) gathered.fill(NaN, row * inner, (row + 1) * inner);
    else copy(values, slice * inner, gathered, row * inner, inner);
  });
  return output;
}

/** Zeros of `shape`, each slice of `inner` values of `updates` added at the slice named for it; negative ones are dropped. */
function addSlices(heap: Heap, updates: TensorInfo, slices: Int32Array, shape: Shape, inner: number): TensorInfo {
  const output = heap.zeros(shape, updates.dtype as HeapDType);
  const [values, sums] = [heap.values(updates), heap.values(output)];
  for (let row = 0; row < slices.length; row++) {
    const start = slices[row]! * inner;
    if (start < 0) continue;
    if (updates.dtype === 'float32' && inner >= callsPayFrom) {
      const sum = heap.offset(output) + 4 * start;
      heap.simd.add(sum, 0, 4, heap.offset(updates) + 4 * row * inner, 0, 4, sum, 1, inner);
    } else for (let i = 0; i < inner; i++) sums[start + i]! += values[row * inner + i]!;
  }
  return output;
}

function oneHot(heap: Heap, { indices }: Infos<'OneHot'>, { depth, onValue, offValue, dtype }: KernelMap['OneHot']['attrs']): TensorInfo {
  const output = heap.make([...indices.shape, depth], dtype === 'int32' || dtype === 'bool' ? dtype : 'float32');
  const [places, rows] = [heap.values(indices), heap.values(output)];
  rows.fill(offValue);
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (place >= 0 && place < depth) rows[i * depth + place] = onValue;
  }
  return output;
}
