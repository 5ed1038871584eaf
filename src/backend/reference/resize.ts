import { sizeOf } from '../../core/shape.ts';
import type { ResizeKernel } from '../kernel-families.ts';
import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { blockFrom, floatsOf } from './values.ts';

/** Images [N, H, W, C] at another size, each result pixel a weighted sum of source pixels; the gradients turn the sum around. */
export const resizeKernels: Kernels<ResizeKernel> = {
  ResizeBilinear: ({ images }, attrs) => resize(images, attrs, between),
  ResizeBilinearGrad: ({ images, dy }, attrs) => resizeGradient(images, dy, attrs, between),
  ResizeNearestNeighbor: ({ images }, attrs) => resize(images, attrs, nearest),
  ResizeNearestNeighborGrad: ({ images, dy }, attrs) => resizeGradient(images, dy, attrs, nearest),
};

interface Attrs {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** A source place and its share in a result place. */
type Share = readonly [place: number, weight: number];
type Sharing = (at: number, input: number, output: number, attrs: Attrs) => readonly Share[];

function resize(images: Raw, attrs: KernelMap['ResizeBilinear']['attrs'], sharing: Sharing): Raw {
  const [batch, , , channels] = images.shape as readonly [number, number, number, number];
  const shape = [batch, ...attrs.size, channels];
  const values = floatsOf(images);
  const result = new Float64Array(sizeOf(shape));
  forEachShare(images.shape, attrs.size, attrs, sharing, (from, to, weight) => {
    for (let c = 0; c < channels; c++) result[to * channels + c]! += weight * values[from * channels + c]!;
  });
  return blockFrom(images, shape, images.dtype, result);
}

function resizeGradient(images: Raw, dy: Raw, attrs: Attrs, sharing: Sharing): Raw {
  const channels = images.shape[3]!;
  const gradients = floatsOf(dy);
  const result = new Float64Array(sizeOf(images.shape));
  forEachShare(images.shape, dy.shape.slice(1, 3), attrs, sharing, (from, to, weight) => {
    for (let c = 0; c < channels; c++) result[from * channels + c]! += weight * gradients[to * channels + c]!;
  });
  return blockFrom(dy, images.shape, 'float64', result);
}

function forEachShare(
  shape: readonly number[],
  size: readonly number[],
  attrs: Attrs,
  sharing: Sharing,
  visit: (from: number, to: number, weight: number) => void,
): void {
  const [batch, height, width] = shape as readonly [number, number, number];
  const [toHeight, toWidth] = size as readonly [number, number];
  const rows = Array.from({ length: toHeight }, (_, y) => sharing(y, height, toHeight, attrs));
  const columns = Array.from({ length: toWidth }, (_, x) => sharing(x, width, toWidth, attrs));
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < toHeight; y++) {
      for (let x = 0; x < toWidth; x++) {
        const to = (n * toHeight + y) * toWidth + x;
        for (const [fromY, weightY] of rows[y]!) {
          for (const [fromX, weightX] of columns[x]!) visit((n * height + fromY) * width + fromX, to, weightY * weightX);
        }
      }
    }
  }
}

/** How far apart in the source two neighbors of the result are. */
function ratioOf(input: number, output: number, { alignCorners }: Attrs): number {
  return alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
}

function between(at: number, input: number, output: number, attrs: Attrs): readonly Share[] {
  const ratio = ratioOf(input, output, attrs);
  const source = Math.max(0, attrs.halfPixelCenters ? (at + 0.5) * ratio - 0.5 : at * ratio);
  const low = Math.min(Math.floor(source), input - 1);
  const weight = source - low;
  if (weight === 0 || low === input - 1) return [[low, 1]];
  return [
    [low, 1 - weight],
    [low + 1, weight],
  ];
}

function nearest(at: number, input: number, output: number, attrs: Attrs): readonly Share[] {
  const source = ratioOf(input, output, attrs) * (attrs.halfPixelCenters ? at + 0.5 : at);
  return [[Math.min(attrs.alignCorners ? Math.round(source) : Math.floor(source), input - 1), 1]];
}
