import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { broadcastTo } from '../movement/broadcast-to.ts';
import { reshape } from '../movement/reshape.ts';

/** Which axes a reduction runs over (default all), and whether they stay with length 1 (default false). */
export interface ReduceAttrs {
  readonly axis?: number | readonly number[];
  readonly keepDims?: boolean;
}

/**
 * Sum over axes. Over no elements it is 0; bool counts as int32.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example sum(tensor([[1, 2], [3, 4]]), 0).toArray(); // [4, 6]
 */
export const sum: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'sum',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  outShape: ({ x }, { axis, keepDims }: ReduceAttrs) => reducedShape(x.shape, normalizeAxes('sum', axis, x.shape.length), keepDims),
  forward: ({ x }, { axis, keepDims }) =>
    kernel('Sum', { x }, { axis: normalizeAxes('sum', axis, x.shape.length), keepDims: keepDims ?? false }),
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => {
      const kept = reducedShape(shape, normalizeAxes('sum', attrs.axis, shape.length), true);
      return broadcastTo(reshape(g, { shape: kept }), { shape });
    }),
  }),
});
