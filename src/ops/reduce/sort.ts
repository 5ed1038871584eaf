import type { Tensor } from '../../graph/tensor.ts';
import { takeAlong } from '../movement/take-along.ts';
import { argSort, type SortAttrs } from './arg-sort.ts';

/**
 * `x` sorted along an axis; NaN comes as the largest. Differentiable: each element's gradient goes back to its place.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example sort(tensor([30, 10, 20])).toArray(); // [10, 20, 30]
 */
export function sort(x: Tensor, attrs: SortAttrs = {}): Tensor {
  return takeAlong(x, argSort(x, attrs), { axis: attrs.axis ?? -1 });
}
