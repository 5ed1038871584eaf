import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** How a running total is taken. */
export interface CumulateAttrs {
  /** Default the last. */
  readonly axis?: number;
  /** Leaves each element out of its own total. Default false. */
  readonly exclusive?: boolean;
  /** Runs from the end. Default false. */
  readonly reverse?: boolean;
}

/**
 * Running sum along an axis.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example cumSum(tensor([1, 2, 3])).toArray(); // [1, 3, 6]
 */
export const cumSum: Op<['x'], CumulateAttrs, 'axis'> = defineOp({
  name: 'cumSum',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  outShape: ({ x }, { axis = -1 }: CumulateAttrs) => {
    normalizeAxis('cumSum', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis = -1, exclusive = false, reverse = false }) =>
    kernel('Cumsum', { x }, { axis: normalizeAxis('cumSum', axis, x.shape.length), exclusive, reverse }),
  // An element counts in every total from its own on.
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs }) => cumSum(g, { ...attrs, reverse: attrs.reverse !== true })),
  }),
});
