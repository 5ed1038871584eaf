import { normalizeAxis, sizeOf } from '../../core/shape.ts';
import type { GatherKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import { slicesNamed } from '../slices-named.ts';
import type { Kernels } from './kernel-type.ts';
import { block, here, valuesOf, zeros } from './values.ts';

/**
 * Kernels that look places up in an index tensor. Reading outside gives NaN (0 of integers); what is written
 * outside is dropped.
 */
export const gatherKernels: Kernels<GatherKernel> = {
  GatherNd: gatherNd,
  GatherV2: gather,
  OneHot: oneHot,
  ScatterNd: scatterNd,
  UnsortedSegmentSum: segmentSum,
};

type Inputs<N extends GatherKernel> = KernelMap[N]['inputs'];
type Attrs<N extends GatherKernel> = KernelMap[N]['attrs'];

/** x [...batch, ...outer, length, ...inner] at indices [...batch, ...picks] -> [...batch, ...outer, ...picks, ...inner]. */
function gather({ x, indices }: Inputs<'GatherV2'>, { axis, batchDims }: Attrs<'GatherV2'>): Raw {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const batch = sizeOf(x.shape.slice(0, batchDims));
  const outer = sizeOf(x.shape.slice(batchDims, along));
  const length = x.shape[along]!;
  const inner = sizeOf(x.shape.slice(along + 1));
  const picks = sizeOf(indices.shape.slice(batchDims));
  const shape = [...x.shape.slice(0, along), ...indices.shape.slice(batchDims), ...x.shape.slice(along + 1)];
  const values = valuesOf(x);
  const places = valuesOf(indices);
  const gathered = zeros(x.dtype, sizeOf(shape));
  let at = 0;
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < outer; o++) {
      for (let p = 0; p < picks; p++) {
        const place = places[n * picks + p]!;
        const from = ((n * outer + o) * length + place) * inner;
        for (let i = 0; i < inner; i++) gathered[at++] = place >= 0 && place < length ? values[from + i]! : NaN;
      }
    }
  }
  return block(x, shape, x.dtype, gathered);
}

function gatherNd({ params, indices }: Inputs<'GatherNd'>): Raw {
  const rest = params.shape.slice(indices.shape.at(-1));
  const inner = sizeOf(rest);
  const values = valuesOf(params);
  const slices = slicesNamed(valuesOf(indices), indices.shape, params.shape);
  const gathered = zeros(params.dtype, slices.length * inner);
  for (let row = 0; row < slices.length; row++) {
    const slice = slices[row]!;
    for (let i = 0; i < inner; i++) gathered[row * inner + i] = slice < 0 ? NaN : values[slice * inner + i]!;
  }
  return block(params, [...indices.shape.slice(0, -1), ...rest], params.dtype, gathered);
}

function scatterNd({ indices, updates }: Inputs<'ScatterNd'>, { shape }: Attrs<'ScatterNd'>): Raw {
  return addSlices(updates, slicesNamed(valuesOf(indices), indices.shape, shape), shape, sizeOf(shape.slice(indices.shape.at(-1))));
}

function segmentSum({ x, segmentIds }: Inputs<'UnsortedSegmentSum'>, { numSegments }: Attrs<'UnsortedSegmentSum'>): Raw {
  const rest = x.shape.slice(segmentIds.shape.length);
  const segments = Int32Array.from(valuesOf(segmentIds), (id) => (id < numSegments ? id : -1));
  return addSlices(x, segments, [numSegments, ...rest], sizeOf(rest));
}

/** Zeros of `shape`, each slice of `inner` values of `updates` added at the slice named for it; negative ones are dropped. */
function addSlices(updates: Raw, slices: Int32Array, shape: readonly number[], inner: number): Raw {
  const values = valuesOf(updates);
  const sums = zeros(updates.dtype, sizeOf(shape));
  for (let row = 0; row < slices.length; row++) {
    const slice = slices[row]!;
    if (slice < 0) continue;
    for (let i = 0; i < inner; i++) sums[slice * inner + i]! += values[row * inner + i]!;
  }
  return block(updates, shape, updates.dtype, sums);
}

function oneHot({ indices }: Inputs<'OneHot'>, { depth, onValue, offValue, dtype }: Attrs<'OneHot'>): Raw {
  const places = valuesOf(indices);
  const rows = zeros(here(dtype), places.length * depth);
  rows.fill(offValue);
  for (let i = 0; i < places.length; i++) {
    const place = places[i]!;
    if (place >= 0 && place < depth) rows[i * depth + place] = onValue;
  }
  return block(indices, [...indices.shape, depth], here(dtype), rows);
}
