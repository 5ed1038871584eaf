import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { varianceRaw, varianceSlope } from './spread.ts';
import type { ReduceAttrs } from './sum.ts';

/** Axes, and what is taken off the number of elements before dividing by it. */
export interface SpreadAttrs extends ReduceAttrs {
  /** 0 (default, as in NumPy) for a whole population; 1 for the unbiased estimate from a sample, PyTorch's default. */
  readonly correction?: number;
}

/**
 * Mean squared distance from the mean, over axes. NaN where there are no more elements than `correction`.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example variance(tensor([1, 3])).item(); // 1
 */
export const variance: Op<['x'], SpreadAttrs, 'axis'> = defineOp({
  name: 'variance',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis, keepDims }: SpreadAttrs) => reducedShape(x.shape, normalizeAxes('variance', axis, x.shape.length), keepDims),
  forward: ({ x }, attrs) => varianceRaw('variance', x, attrs),
  // The mean moves with x too, but distances from the mean add up to 0.
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs }) => varianceSlope('variance', mul(g, 2), x, attrs)),
  }),
});
