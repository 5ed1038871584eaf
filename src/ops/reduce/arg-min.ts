import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis, sizeOf } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { extremumShape } from './extremum.ts';

/** The axis to search along (default: all elements, row-major), and whether it stays with length 1 (default false). */
export interface ArgMinAttrs {
  readonly axis?: number;
  readonly keepDims?: boolean;
}

/**
 * Where the smallest element stands, as int32: the first of ties, the first NaN if there is one. Not differentiable.
 *
 * Shapes: `x` [...X] -> X without the axis (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis; {ShapeError} if there is nothing to choose from.
 * @example argMin(tensor([[1, 7], [9, 4]]), 1).toArray(); // [0, 1]
 */
export const argMin: Op<['x'], ArgMinAttrs, 'axis'> = defineOp({
  name: 'argMin',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  gives: 'int32',
  outShape: ({ x }, attrs: ArgMinAttrs) => extremumShape('argMin', x.shape, attrs),
  forward: ({ x }, attrs) => {
    const flat = attrs.axis === undefined ? kernel('Reshape', { x }, { shape: [sizeOf(x.shape)] }) : x;
    const found = kernel('ArgMin', { x: flat }, { axis: normalizeAxis('argMin', attrs.axis ?? 0, flat.shape.length) });
    return kernel('Reshape', { x: found }, { shape: extremumShape('argMin', x.shape, attrs) });
  },
  vjp: () => ({ x: null }),
});
