import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis, sizeOf } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { extremumShape } from './extremum.ts';

/** The axis to search along (default: all elements, row-major), and whether it stays with length 1 (default false). */
export interface ArgMaxAttrs {
  readonly axis?: number;
  readonly keepDims?: boolean;
}

/**
 * Where the largest element stands, as int32: the first of ties, the first NaN if there is one. Not differentiable.
 *
 * Shapes: `x` [...X] -> X without the axis (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis; {ShapeError} if there is nothing to choose from.
 * @example argMax(tensor([[1, 7], [9, 4]]), 1).toArray(); // [1, 0]
 */
export const argMax: Op<['x'], ArgMaxAttrs, 'axis'> = defineOp({
  name: 'argMax',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  gives: 'int32',
  outShape: ({ x }, attrs: ArgMaxAttrs) => extremumShape('argMax', x.shape, attrs),
  forward: ({ x }, attrs) => {
    const flat = attrs.axis === undefined ? kernel('Reshape', { x }, { shape: [sizeOf(x.shape)] }) : x;
    const found = kernel('ArgMax', { x: flat }, { axis: normalizeAxis('argMax', attrs.axis ?? 0, flat.shape.length) });
    return kernel('Reshape', { x: found }, { shape: extremumShape('argMax', x.shape, attrs) });
  },
  vjp: () => ({ x: null }),
});
