import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { where } from '../elementwise/where.ts';
import { varianceRaw, varianceSlope } from './spread.ts';
import type { SpreadAttrs } from './variance.ts';

/**
 * Standard deviation: the root of `variance`, over axes. The gradient is 0 where all elements are alike.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example std(tensor([1, 3])).item(); // 1
 */
export const std: Op<['x'], SpreadAttrs, 'axis'> = defineOp({
  name: 'std',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis, keepDims }: SpreadAttrs) => reducedShape(x.shape, normalizeAxes('std', axis, x.shape.length), keepDims),
  forward: ({ x }, attrs) => kernel('Sqrt', { x: varianceRaw('std', x, attrs) }),
  // d sqrt(v) = dv / (2 sqrt(v)); dividing by Infinity where v is 0 gives 0.
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }, { attrs }) =>
      varianceSlope('std', div(g, where(equal(output, 0), Infinity, output)), x, attrs),
    ),
  }),
});
