import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { checkIndices } from './check-indices.ts';
import { gatherAdjoint } from './gather-adjoint.ts';

/** The axis that the indices count along; default 0. */
export interface GatherAttrs {
  readonly axis?: number;
}

/**
 * Slices of `x` at the places that `indices` names, each as often as it is named.
 *
 * Shapes: `x` [...A, L, ...B], `indices` int32 [...I], from 0 to L - 1 -> [...A, ...I, ...B]
 *
 * @throws {AxisError} if X has no such axis; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example gather(tensor([10, 20, 30]), tensor([2, 0, 2], { dtype: 'int32' })).toArray(); // [30, 10, 30]
 */
export const gather: Op<['x', 'indices'], GatherAttrs, 'axis'> = defineOp({
  name: 'gather',
  inputs: ['x', 'indices'],
  shorthand: 'axis',
  accepts: { indices: 'int32' },
  outShape: ({ x, indices }, { axis }: GatherAttrs) => gatheredShape(x.shape, indices.shape, axis ?? 0),
  forward: ({ x, indices }, { axis }) => {
    const along = normalizeAxis('gather', axis ?? 0, x.shape.length);
    checkIndices('gather', indices, x.shape[along]!);
    return kernel('GatherV2', { x, indices }, { axis: along, batchDims: 0 });
  },
  // A slice taken twice gets the sum of both gradients.
  vjp: (saving) => ({
    x: saving(['indices'], (g, { indices }, { attrs, shape }) =>
      gatherAdjoint(g, indices, { shape, axis: normalizeAxis('gather', attrs.axis ?? 0, shape.length) }),
    ),
    indices: null,
  }),
});

function gatheredShape(x: Shape, indices: Shape, axis: number): Shape {
  const along = normalizeAxis('gather', axis, x.length);
  return [...x.slice(0, along), ...indices, ...x.slice(along + 1)];
}
