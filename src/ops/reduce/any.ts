import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { ReduceAttrs } from './sum.ts';

/**
 * True where at least one element is, over axes. Over no elements it is false.
 *
 * Shapes: `x` bool [...X] -> bool X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis; {DtypeError} if x is not bool.
 * @example any(tensor([true, false])).item(); // 1
 */
export const any: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'any',
  inputs: ['x'],
  shorthand: 'axis',
  accepts: { x: 'bool' },
  gives: 'bool',
  outShape: ({ x }, { axis, keepDims }: ReduceAttrs) => reducedShape(x.shape, normalizeAxes('any', axis, x.shape.length), keepDims),
  forward: ({ x }, { axis, keepDims }) =>
    kernel('Any', { x }, { axis: normalizeAxes('any', axis, x.shape.length), keepDims: keepDims ?? false }),
  vjp: () => ({ x: null }),
});
