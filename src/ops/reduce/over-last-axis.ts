import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';

/** Runs a kernel that works along the last axis along another, by transposing there and back. @internal */
export function overLastAxis(x: Raw, axis: number, run: (x: Raw) => Raw): Raw {
  const last = x.shape.length - 1;
  if (axis === last) return run(x);
  const perm = x.shape.map((_, i) => (i === axis ? last : i === last ? axis : i));
  return kernel('Transpose', { x: run(kernel('Transpose', { x }, { perm })) }, { perm });
}
