import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';

/** `x` as rows along an axis: [elements of all other axes, length]. */
export function axisLast(x: Raw, axis: number): Raw {
  const rest = x.shape.map((_, one) => one).toSpliced(axis, 1);
  const turned = axis === x.shape.length - 1 ? x : kernel('Transpose', { x }, { perm: [...rest, axis] });
  return kernel('Reshape', { x: turned }, { shape: [sizeOf(rest.map((one) => x.shape[one]!)), x.shape[axis]!] });
}

/** The reverse: rows as a block of `shape` again. */
export function axisRestored(rows: Raw, shape: Shape, axis: number): Raw {
  if (axis === shape.length - 1) return kernel('Reshape', { x: rows }, { shape });
  const turned = kernel('Reshape', { x: rows }, { shape: [...shape.toSpliced(axis, 1), shape[axis]!] });
  const perm = shape.map((_, one) => (one < axis ? one : one - 1)).with(axis, shape.length - 1);
  return kernel('Transpose', { x: turned }, { perm });
}
