import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { rowSize, type HostArray } from '../host-array.ts';
import type { Transform } from './transform.ts';

/** Options of `whiten`. */
export interface WhitenOptions {
  /** Added to each variance, so that inputs which hardly vary are not blown up; default 0. */
  readonly epsilon?: number;
}

/**
 * A transform learned from `data` after which inputs have mean 0 and the identity as covariance: L^-1 (x - mean) with the covariance L L^T
 * (Cholesky whitening; Kessy, Lewin, Strimmer 2018).
 *
 * Shapes: data [N, ...]; [...] -> the same
 *
 * @throws {ArgumentError} if the covariance has no inverse: features that depend on each other, or fewer rows than features.
 * @example
 * const { train } = spiral();
 * const whitened = train.map(whiten(train.x, { epsilon: 1e-2 }));
 */
export function whiten(data: HostArray, { epsilon = 0 }: WhitenOptions = {}): Transform {
  const [rows = 0, ...shape] = data.shape;
  const size = rowSize(data);
  if (data.shape.length < 2 || rows < 2) {
    throw new ShapeError(`whiten: data must have at least two rows, got ${format(data.shape)}.`, { data: data.shape });
  }
  const mean = meanRow(data, rows, size);
  const factor = cholesky(covariance(data, mean, rows, epsilon), size);
  return (x) => {
    checkShape(x.shape, shape);
    const centered = Float64Array.from(x.data, (value, i) => value - mean[i]!);
    return { data: solveLower(factor, centered), shape: x.shape };
  };
}

function checkShape(found: Shape, expected: Shape): void {
  if (format(found) === format(expected)) return;
  const message = `whiten: x must have the shape of the rows it was learned from: x ${format(found)}, rows ${format(expected)}.`;
  throw new ShapeError(message, { x: found, rows: expected });
}

function meanRow({ data }: HostArray, rows: number, size: number): Float64Array {
  const mean = new Float64Array(size);
  for (let i = 0; i < data.length; i++) mean[i % size]! += data[i]! / rows;
  return mean;
}

function covariance({ data }: HostArray, mean: Float64Array, rows: number, epsilon: number): Float64Array {
  const size = mean.length;
  const sums = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (let n = 0; n < rows; n++) {
    for (let i = 0; i < size; i++) row[i] = data[n * size + i]! - mean[i]!;
    for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) sums[i * size + j]! += (row[i]! * row[j]!) / rows;
  }
  for (let i = 0; i < size; i++) sums[i * size + i]! += epsilon;
  return sums;
}

/** The lower triangular L of A = L L^T; only the lower half of A is read. */
function cholesky(a: Float64Array, size: number): Float64Array {
  const l = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * size + k]! * l[j * size + k]!;
      if (i !== j) l[i * size + j] = sum / l[j * size + j]!;
      else l[i * size + i] = Math.sqrt(pivot(sum, a[i * size + i]!, i));
    }
  }
  return l;
}

// What is left of a variance after the features before it explain their part; below float64's rounding it is nothing.
function pivot(left: number, variance: number, feature: number): number {
  if (left > 1e-12 * variance && left > 0) return left;
  const message = `whiten: the covariance has no inverse: feature ${feature} does not vary by itself. Set epsilon, such as 1e-2.`;
  throw new ArgumentError(message, 'data', feature);
}

function solveLower(l: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * size + k]! * x[k]!;
    x[i] = sum / l[i * size + i]!;
  }
  return x;
}
