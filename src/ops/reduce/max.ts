import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { extremumShape, shareAmongTies } from './extremum.ts';
import type { ReduceAttrs } from './sum.ts';

/**
 * Largest element along axes. Ties share the gradient evenly; NaN wins.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis; {ShapeError} if there is nothing to choose from.
 * @example max(tensor([[1, 2], [3, 4]]), 0).toArray(); // [3, 4]
 */
export const max: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'max',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  outShape: ({ x }, attrs: ReduceAttrs) => extremumShape('max', x.shape, attrs),
  forward: ({ x }, { axis, keepDims }) =>
    kernel('Max', { x }, { reductionIndices: normalizeAxes('max', axis, x.shape.length), keepDims: keepDims ?? false }),
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }, { attrs }) => shareAmongTies('max', g, x, output, attrs)),
  }),
});
