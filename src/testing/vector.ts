import type { Shape } from '../core/shape.ts';

/** The direction with length 1. */
export function unit(direction: Float64Array): Float64Array {
  const length = Math.sqrt(dot(direction, direction));
  return direction.map((value) => value / length);
}

/** The direction along one element. */
export function axisDirection(size: number, at: number): Float64Array {
  const direction = new Float64Array(size);
  direction[at] = 1;
  return direction;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The index of an element from its place in row-major order. */
export function indexOf(place: number, shape: Shape): number[] {
  const index: number[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index.unshift(place % shape[axis]!);
    place = Math.floor(place / shape[axis]!);
  }
  return index;
}
