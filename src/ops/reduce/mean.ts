import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape, sizeOf } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from '../elementwise/div.ts';
import { broadcastTo } from '../movement/broadcast-to.ts';
import { reshape } from '../movement/reshape.ts';
import type { ReduceAttrs } from './sum.ts';

/**
 * Arithmetic mean over axes, a float also of integers. Over no elements it is NaN.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example mean(tensor([[1, 2], [3, 4]]), 0).toArray(); // [2, 3]
 */
export const mean: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'mean',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis, keepDims }: ReduceAttrs) => reducedShape(x.shape, normalizeAxes('mean', axis, x.shape.length), keepDims),
  forward: ({ x }, { axis, keepDims }) =>
    kernel('Mean', { x }, { axis: normalizeAxes('mean', axis, x.shape.length), keepDims: keepDims ?? false }),
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => {
      const axes = normalizeAxes('mean', attrs.axis, shape.length);
      const share = div(g, sizeOf(axes.map((axis) => shape[axis]!)));
      return broadcastTo(reshape(share, { shape: reducedShape(shape, axes, true) }), { shape });
    }),
  }),
});
