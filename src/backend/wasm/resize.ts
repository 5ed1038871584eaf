import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { ResizeKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Heap } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

/**
 * Images [N, H, W, C] at another size, each result pixel a weighted sum of source pixels; the gradients turn the sum around.
 * tfjs's gradients ignore halfPixelCenters.
 */
export const resizeKernels: WasmKernels<ResizeKernel> = {
  ResizeBilinear: (heap, { images }, attrs) =>
    images.dtype === 'float32' ? heap.stock('ResizeBilinear', { images }, attrs) : resize(heap, images, attrs, between),
  ResizeBilinearGrad: (heap, { images, dy }, attrs) => resizeGradient(heap, images, dy, attrs, between),
  ResizeNearestNeighbor: (heap, { images }, attrs) =>
    images.dtype === 'float32' ? heap.stock('ResizeNearestNeighbor', { images }, attrs) : resize(heap, images, attrs, nearest),
  ResizeNearestNeighborGrad: (heap, { images, dy }, attrs) => resizeGradient(heap, images, dy, attrs, nearest),
};

interface Attrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** The source places on both sides of a result place along one axis, and the share of the second. */
interface Blend {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

type Placing = (at: number, input: number, output: number, attrs: Attrs) => Blend;

function resize(heap: Heap, images: TensorInfo, attrs: KernelMap['ResizeBilinear']['attrs'], placing: Placing): TensorInfo {
  const [batch, , , channels] = images.shape as [number, number, number, number];
  const source = asFloat(heap, images);
  const output = heap.zeros([batch, ...attrs.size, channels], 'float32');
  const [from, to] = [heap.floats(source), heap.floats(output)];
  eachShare(images.shape, attrs.size, attrs, placing, (i, j, weight) => {
    for (let c = 0; c < channels; c++) to[j * channels + c]! += weight * from[i * channels + c]!;
  });
  return images.dtype === 'float32' ? output : heap.run('Cast', { x: output }, { dtype: 'int32' });
}

function resizeGradient(heap: Heap, images: TensorInfo, dy: TensorInfo, attrs: Attrs, placing: Placing): TensorInfo {
  const channels = images.shape[3]!;
  const output = heap.zeros(images.shape, 'float32');
  const [from, to] = [heap.floats(dy), heap.floats(output)];
  eachShare(images.shape, dy.shape.slice(1, 3), attrs, placing, (i, j, weight) => {
    for (let c = 0; c < channels; c++) to[i * channels + c]! += weight * from[j * channels + c]!;
  });
  return output;
}

/** Visits each source pixel that has a share in a result pixel: both places and the share. */
function eachShare(
  shape: readonly number[],
  size: readonly number[],
  attrs: Attrs,
  placing: Placing,
  visit: (from: number, to: number, weight: number) => void,
): void {
  const [batch, height, width] = shape as [number, number, number];
  const [toHeight, toWidth] = size as [number, number];
  const rows = Array.from({ length: toHeight }, (_, at) => placing(at, height, toHeight, attrs));
  const columns = Array.from({ length: toWidth }, (_, at) => placing(at, width, toWidth, attrs));
  if (sizeOf(shape) === 0) return;
  for (let n = 0; n < batch; n++) {
    rows.forEach((row, y) => {
      const [low, high] = [(n * height + row.low) * width, (n * height + row.high) * width];
      columns.forEach((column, x) => {
        const to = (n * toHeight + y) * toWidth + x;
        visit(low + column.low, to, (1 - row.weight) * (1 - column.weight));
        if (column.weight > 0) visit(low + column.high, to, (1 - row.weight) * column.weight);
        if (row.weight === 0) return;
        visit(high + column.low, to, row.weight * (1 - column.weight));
        if (column.weight > 0) visit(high + column.high, to, row.weight * column.weight);
      });
    });
  }
}

/** How far apart in the source two neighbors of the result are. */
function ratioOf(input: number, output: number, { alignCorners }: Attrs): number {
  return alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
}

function between(at: number, input: number, output: number, attrs: Attrs): Blend {
  const ratio = ratioOf(input, output, attrs);
  const source = Math.max(0, attrs.halfPixelCenters ? (at + 0.5) * ratio - 0.5 : at * ratio);
  const low = Math.min(Math.floor(source), input - 1);
  return low === input - 1 ? { low, high: low, weight: 0 } : { low, high: low + 1, weight: source - low };
}

function nearest(at: number, input: number, output: number, attrs: Attrs): Blend {
  const source = ratioOf(input, output, attrs) * (attrs.halfPixelCenters ? at + 0.5 : at);
  const low = Math.min(attrs.alignCorners ? Math.round(source) : Math.floor(source), input - 1);
  return { low, high: low, weight: 0 };
}
