import type { Transform } from './transform.ts';
import { imageOf, type FloatImage } from './image.ts';
import { pixels, type SizeOptions } from './size.ts';

/**
 * Scales an image to a size. Pixels are squares: what is enlarged is interpolated between their centers, and what is shrunk is
 * the mean of all that a new pixel covers, those in its middle counting most (the triangle filter: Pillow's BILINEAR,
 * torchvision's `Resize`, in floats).
 *
 * Shapes: [height, width, channels] -> [*size, channels]; with a number, the shorter side has that length, and the longer one
 * keeps the proportion, rounded down as torchvision does
 *
 * @throws {ArgumentError} if the size is not whole pixels; {ShapeError} if x is not an image.
 * @example
 * const gray = { data: Float32Array.of(0, 2, 4, 6), shape: [1, 4, 1] };
 * resize({ size: [1, 2] })(gray, new Generator(0)).shape; // [1, 2, 1]
 */
export function resize(options: SizeOptions): Transform {
  const size = pixels('resize', options);
  return (x) => {
    const image = imageOf('resize', x);
    const [height, width] = typeof size === 'number' ? proportioned(image, size) : size;
    // Fewer rows first: columns then have less to do.
    const data = alongColumns(alongRows(image, height), width);
    return { data: data.data, shape: [height, width, image.channels] };
  };
}

function proportioned({ height, width }: FloatImage, shorter: number): [height: number, width: number] {
  if (height <= width) return [shorter, Math.floor((shorter * width) / height)];
  return [Math.floor((shorter * height) / width), shorter];
}

/** What a new pixel takes: weights of the old ones from `start` on, with the sum 1. */
interface Window {
  readonly start: number;
  readonly weights: readonly number[];
}

function windows(from: number, to: number): Window[] {
  const scale = from / to;
  // Half the base of the triangle, in old pixels.
  const radius = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale;
    const start = Math.max(0, Math.floor(center - radius + 0.5));
    const end = Math.min(from, Math.floor(center + radius + 0.5));
    const weights = Array.from({ length: end - start }, (__, k) => Math.max(0, 1 - Math.abs(start + k + 0.5 - center) / radius));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { start, weights: weights.map((weight) => weight / sum) };
  });
}

function alongRows({ data, height, width, channels }: FloatImage, to: number): FloatImage {
  const row = width * channels;
  const out = data instanceof Float32Array ? new Float32Array(to * row) : new Float64Array(to * row);
  for (const [i, { start, weights }] of windows(height, to).entries()) {
    for (const [k, weight] of weights.entries()) {
      const from = (start + k) * row;
      for (let j = 0; j < row; j++) out[i * row + j]! += weight * data[from + j]!;
    }
  }
  return { data: out, height: to, width, channels };
}

function alongColumns({ data, height, width, channels }: FloatImage, to: number): FloatImage {
  const out = data instanceof Float32Array ? new Float32Array(height * to * channels) : new Float64Array(height * to * channels);
  const columns = windows(width, to);
  for (let i = 0; i < height; i++) {
    for (const [j, { start, weights }] of columns.entries()) {
      const at = (i * to + j) * channels;
      for (const [k, weight] of weights.entries()) {
        const from = (i * width + start + k) * channels;
        for (let channel = 0; channel < channels; channel++) out[at + channel]! += weight * data[from + channel]!;
      }
    }
  }
  return { data: out, height, width: to, channels };
}
