import { normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { placesInOrder } from './places-in-order.ts';

/** The axis to sort along (default the last), and which way (default ascending). */
export interface SortAttrs {
  readonly axis?: number;
  readonly descending?: boolean;
}

/**
 * Where the elements stand that come first, second, ... in order along an axis, as int32. Equal ones keep their order;
 * NaN counts as larger than all. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example argSort(tensor([30, 10, 20])).toArray(); // [1, 2, 0]
 */
export const argSort: Op<['x'], SortAttrs, 'axis'> = defineOp({
  name: 'argSort',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  gives: 'int32',
  outShape: ({ x }, { axis = -1 }: SortAttrs) => {
    normalizeAxis('argSort', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis = -1, descending = false }) => {
    const along = normalizeAxis('argSort', axis, x.shape.length);
    return placesInOrder(x, along, x.shape[along]!, descending);
  },
  vjp: () => ({ x: null }),
});
