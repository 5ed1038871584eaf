import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxis, sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { axisLast, axisRestored } from './axis-last.ts';
import { checkIndices } from './check-indices.ts';
import { takeAlongAdjoint } from './take-along-adjoint.ts';

/** The axis that the indices count along; default the last. */
export interface TakeAlongAttrs {
  readonly axis?: number;
}

/**
 * For each row of `x` along an axis, the elements that the same row of `indices` names.
 *
 * Shapes: `x` [...A, L, ...B], `indices` int32 [...A, P, ...B], from 0 to L - 1 -> [...A, P, ...B]
 *
 * @throws {ShapeError} if x and indices differ in another axis; {AxisError}; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example takeAlong(tensor([[1, 2, 3], [4, 5, 6]]), tensor([[2], [0]], { dtype: 'int32' })).toArray(); // [[3], [4]]
 */
export const takeAlong: Op<['x', 'indices'], TakeAlongAttrs, 'axis'> = defineOp({
  name: 'takeAlong',
  inputs: ['x', 'indices'],
  shorthand: 'axis',
  accepts: { indices: 'int32' },
  outShape: ({ x, indices }, { axis }: TakeAlongAttrs) => {
    checkRows('takeAlong', x.shape, indices.shape, normalizeAxis('takeAlong', axis ?? -1, x.shape.length));
    return indices.shape;
  },
  forward: ({ x, indices }, { axis }) => {
    const along = normalizeAxis('takeAlong', axis ?? -1, x.shape.length);
    checkIndices('takeAlong', indices, x.shape[along]!);
    // A kernel that looks up no element may still read the row it lies in.
    if (sizeOf(indices.shape) === 0) return kernel('Slice', { x }, { begin: x.shape.map(() => 0), size: [...indices.shape] });
    const taken = kernel('GatherV2', { x: axisLast(x, along), indices: axisLast(indices, along) }, { axis: 1, batchDims: 1 });
    return axisRestored(taken, indices.shape, along);
  },
  vjp: (saving) => ({
    x: saving(['indices'], (g, { indices }, { attrs, shape }) =>
      takeAlongAdjoint(g, indices, { shape, axis: normalizeAxis('takeAlong', attrs.axis ?? -1, shape.length) }),
    ),
    indices: null,
  }),
});

function checkRows(op: string, x: Shape, indices: Shape, along: number): void {
  if (x.length !== indices.length || x.some((length, axis) => axis !== along && length !== indices[axis])) {
    throw new ShapeError(
      `${op}: x and indices must agree but for axis ${along}: x ${format(x)}, indices ${format(indices)}. Use gather to take whole slices.`,
      { x, indices },
    );
  }
}
