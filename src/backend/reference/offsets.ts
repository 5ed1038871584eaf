import { stridesOf, type Shape } from '../../core/shape.ts';

/**
 * The index walk that every kernel with axes shares: flat offsets of a block of elements in row-major order, each
 * the sum of `start` and one entry per axis.
 *
 * @example offsets([[0, 3], [0, 1, 2]]); // [0, 1, 2, 3, 4, 5]: the elements of a [2,3] in order
 */
export function offsets(perAxis: readonly (readonly number[])[], start = 0): Int32Array {
  let all = Int32Array.of(start);
  for (const entries of perAxis) {
    const longer = new Int32Array(all.length * entries.length);
    let at = 0;
    for (let i = 0; i < all.length; i++) {
      const base = all[i]!;
      for (let j = 0; j < entries.length; j++) longer[at++] = base + entries[j]!;
    }
    all = longer;
  }
  return all;
}

/** The same where each axis is a step repeated: axis `i` has `shape[i]` elements, `strides[i]` apart. */
export function stridedOffsets(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  return offsets(
    shape.map((length, axis) => steps(length, strides[axis]!)),
    start,
  );
}

/** `length` offsets from 0, `stride` apart. */
export function steps(length: number, stride: number): number[] {
  return Array.from({ length }, (_, i) => i * stride);
}

/** Where each element of `to` finds its value in an operand of shape `from` that broadcasts to it. */
export function broadcastOffsets(from: Shape, to: Shape): Int32Array {
  const added = to.length - from.length;
  const strides = stridesOf(from);
  return stridedOffsets(
    to,
    to.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : strides[axis - added]!)),
  );
}

/** The lines of elements along an axis: where each starts, in order, and how far apart its elements are. */
export function linesAlong(shape: Shape, axis: number): { readonly starts: Int32Array; readonly stride: number } {
  const strides = stridesOf(shape);
  return { starts: stridedOffsets(shape.toSpliced(axis, 1), strides.toSpliced(axis, 1)), stride: strides[axis]! };
}
