import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { checkRows, depthOf } from './check-rows.ts';
import { scatterND } from './scatter-nd.ts';

/**
 * Slices of `x` at the places that the rows of `indices` name.
 *
 * Shapes: `x` [...D, ...B], `indices` int32 [...I, rank of D] -> [...I, ...B]
 *
 * @throws {ShapeError} if a row of indices is longer than X has axes; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example gatherND(tensor([[1, 2], [3, 4]]), tensor([[1, 0], [0, 1]], { dtype: 'int32' })).toArray(); // [3, 2]
 */
export const gatherND: Op<['x', 'indices']> = defineOp({
  name: 'gatherND',
  inputs: ['x', 'indices'],
  accepts: { indices: 'int32' },
  outShape: ({ x, indices }) => [...indices.shape.slice(0, -1), ...x.shape.slice(depthOf('gatherND', indices.shape, x.shape))],
  forward: ({ x, indices }) => {
    checkRows('gatherND', indices, x.shape);
    return kernel('GatherNd', { params: x, indices });
  },
  vjp: (saving) => ({
    x: saving(['indices'], (g, { indices }, { shape }) => scatterND(indices, g, { shape })),
    indices: null,
  }),
});
