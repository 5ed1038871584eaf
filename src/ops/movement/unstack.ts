import { normalizeAxis } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { split } from './split.ts';
import { squeeze } from './squeeze.ts';

/** The axis that is taken apart; default 0. */
export interface UnstackAttrs {
  readonly axis?: number;
}

/**
 * The slices of `x` along an axis, without that axis. `stack` puts them together again.
 *
 * Shapes: `x` [...A, L, ...B] -> L times [...A, ...B]
 *
 * @throws {AxisError} if X has no such axis.
 * @example unstack(tensor([[1, 2], [3, 4]])).map((row) => row.toArray()); // [[1, 2], [3, 4]]
 */
export function unstack(x: Tensor, attrs: UnstackAttrs | number = {}): Tensor[] {
  const axis = normalizeAxis('unstack', typeof attrs === 'number' ? attrs : (attrs.axis ?? 0), x.rank);
  const parts = new Array<number>(x.shape[axis]!).fill(1);
  return split(x, { parts, axis }).map((part) => squeeze(part, axis));
}
