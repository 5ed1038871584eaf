import { Generator } from '../../core/random.ts';
import type { HostArray } from '../host-array.ts';
import { digitStrokes, type Stroke } from './digit-strokes.ts';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
/** Digits of MNIST fit a box of 20 pixels; the strokes fill 0.72 of their unit square. */
const SCALE = 20 / 0.72;

/**
 * Digits drawn by program: strokes, bent at random, through a random affine map, with a pen of random width and noise.
 *
 * Shapes: images [count,28,28,1] of bytes, labels [count]
 *
 * @internal
 */
export function syntheticDigits(count: number, seed: number): { images: HostArray; labels: HostArray } {
  const generator = new Generator(seed);
  const pixels = new Uint8Array(count * PIXELS);
  const labels = new Uint8Array(count);
  const distances = new Float32Array(PIXELS);
  for (let i = 0; i < count; i++) {
    const digit = generator.randint(0, 10);
    labels[i] = digit;
    drawDigit(digit, generator, distances, pixels.subarray(i * PIXELS, (i + 1) * PIXELS));
  }
  return { images: { data: pixels, shape: [count, SIDE, SIDE, 1] }, labels: { data: labels, shape: [count] } };
}

function drawDigit(digit: number, generator: Generator, distances: Float32Array, pixels: Uint8Array): void {
  const ways = digitStrokes[digit]!;
  const place = randomPlacement(generator);
  // Squared distance of each pixel to the nearest stroke.
  distances.fill(1e6);
  for (const stroke of ways[generator.randint(0, ways.length)]!) measure(place(stroke), distances);
  const radius = generator.uniform(0.55, 1.35);
  for (let i = 0; i < PIXELS; i++) {
    if (distances[i]! > 9) continue;
    const ink = Math.min(1, Math.max(0, 1.15 + radius - Math.sqrt(distances[i]!)));
    if (ink > 0) pixels[i] = Math.min(255, Math.max(0, 255 * ink * generator.uniform(0.75, 1.05)));
  }
}

/** Rotation, slant, size and shift of one digit, and a bend that differs along its strokes. */
function randomPlacement(generator: Generator): (stroke: Stroke) => number[] {
  const angle = generator.normal(0, 0.16);
  const slant = generator.normal(0.08, 0.18);
  const width = SCALE * generator.uniform(0.75, 1.12);
  const height = SCALE * generator.uniform(0.85, 1.08);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const shiftX = SIDE / 2 + generator.uniform(-1.8, 1.8);
  const shiftY = SIDE / 2 + generator.uniform(-1.8, 1.8);
  const [bend, phase] = [generator.uniform(0, 0.05), generator.uniform(0, 2 * Math.PI)];
  return (stroke) => {
    const placed: number[] = [];
    for (let i = 0; i < stroke.length; i += 2) {
      const wave = bend * Math.sin(phase + 7 * (stroke[i]! + stroke[i + 1]!));
      const y = height * (stroke[i + 1]! - 0.5 + generator.normal(0, 0.008) - wave);
      const x = width * (stroke[i]! - 0.5 + generator.normal(0, 0.008) + wave) - slant * y;
      placed.push(shiftX + cos * x - sin * y, shiftY + sin * x + cos * y);
    }
    return placed;
  };
}

function measure(points: readonly number[], distances: Float32Array): void {
  for (let i = 0; i + 3 < points.length; i += 2) measureSegment(points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!, distances);
}

function measureSegment(x0: number, y0: number, x1: number, y1: number, distances: Float32Array): void {
  // No pen reaches further than this.
  const reach = 3;
  const [left, right] = [first(Math.min(x0, x1) - reach), last(Math.max(x0, x1) + reach)];
  const [top, bottom] = [first(Math.min(y0, y1) - reach), last(Math.max(y0, y1) + reach)];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length));
      const distance = (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2;
      const pixel = y * SIDE + x;
      if (distance < distances[pixel]!) distances[pixel] = distance;
    }
  }
}

const first = (value: number): number => Math.max(0, Math.ceil(value));
const last = (value: number): number => Math.min(SIDE - 1, Math.floor(value));
