import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { sameShape, type Shape } from '../../core/shape.ts';

/** Matrices repeated to the batch. */
export function stretchBatch(x: Raw, batch: Shape): Raw {
  const shape = [...batch, ...x.shape.slice(-2)];
  return sameShape(x.shape, shape) ? x : kernel('BroadcastTo', { x }, { shape });
}
