/** Adds `factor` times a row of `source` to a row of `target`. */
export function addScaled(
  target: Float64Array,
  targetAt: number,
  factor: number,
  source: Float64Array,
  sourceAt: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) target[targetAt + i]! += factor * source[sourceAt + i]!;
}

/** The inner product of two rows. */
export function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[aAt + i]! * b[bAt + i]!;
  return sum;
}
