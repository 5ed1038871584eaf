import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { takeAlong } from '../movement/take-along.ts';
import { placesInOrder } from './places-in-order.ts';

/** How many elements, along which axis (default the last), and whether the largest (default) or the smallest. */
export interface TopKAttrs {
  readonly k: number;
  readonly axis?: number;
  readonly largest?: boolean;
}

/** The elements found, best first, and where they stood. */
export interface TopK {
  readonly values: Tensor;
  /** int32, of the shape of `values`. Not differentiable. */
  readonly indices: Tensor;
}

/**
 * The `k` largest or smallest elements along an axis, best first. The values are differentiable.
 *
 * Shapes: `x` [...A, L, ...B] -> values and indices [...A, k, ...B]
 *
 * @throws {AxisError} if X has no such axis; {ArgumentError} if `k` is not a whole number from 0 to L.
 * @example topK(tensor([30, 10, 20]), { k: 2 }).values.toArray(); // [30, 20]
 */
export function topK(x: Tensor, attrs: TopKAttrs | number): TopK {
  const full = typeof attrs === 'number' ? { k: attrs } : attrs;
  const indices = topKIndices(x, full);
  return { values: takeAlong(x, indices, { axis: full.axis ?? -1 }), indices };
}

/**
 * Where the `k` largest or smallest elements stand, as int32.
 *
 * Shapes: `x` [...A, L, ...B] -> [...A, k, ...B]
 *
 * @internal
 */
export const topKIndices: Op<['x'], TopKAttrs> = defineOp({
  name: 'topKIndices',
  inputs: ['x'],
  promotes: 'number',
  gives: 'int32',
  outShape: ({ x }, { k, axis = -1 }: TopKAttrs) => {
    const along = normalizeAxis('topK', axis, x.shape.length);
    if (!Number.isInteger(k) || k < 0 || k > x.shape[along]!) {
      throw new ArgumentError(
        `topK: there are not so many elements: k ${k}, x ${format(x.shape)}, axis ${along}. Use a whole number from 0 to ${x.shape[along]!}.`,
        'k',
        k,
      );
    }
    return x.shape.with(along, k);
  },
  forward: ({ x }, { k, axis = -1, largest = true }) => placesInOrder(x, normalizeAxis('topK', axis, x.shape.length), k, largest),
  vjp: () => ({ x: null }),
});
