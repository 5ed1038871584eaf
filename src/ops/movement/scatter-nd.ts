import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { checkRows, depthOf } from './check-rows.ts';
import { gatherND } from './gather-nd.ts';

/** The shape to come to. */
export interface ScatterNDAttrs {
  readonly shape: Shape;
}

/**
 * Zeros of `shape` with slices added at the places that the rows of `indices` name; those at the same place add up. The
 * adjoint of `gatherND`.
 *
 * Shapes: `indices` int32 [...I, rank of D], `updates` [...I, ...B] -> [...shape] = [...D, ...B]
 *
 * @throws {ShapeError} if the shapes do not fit; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example scatterND(tensor([[1], [1]], { dtype: 'int32' }), tensor([10, 20]), [3]).toArray(); // [0, 30, 0]
 */
export const scatterND: Op<['indices', 'updates'], ScatterNDAttrs, 'shape'> = defineOp({
  name: 'scatterND',
  inputs: ['indices', 'updates'],
  shorthand: 'shape',
  promotes: 'number',
  accepts: { indices: 'int32' },
  outShape: ({ indices, updates }, { shape }: ScatterNDAttrs) => {
    const expected = [...indices.shape.slice(0, -1), ...shape.slice(depthOf('scatterND', indices.shape, shape))];
    if (!sameShape(updates.shape, expected)) {
      throw new ShapeError(
        `scatterND: updates must be ${format(expected)}: indices ${format(indices.shape)}, updates ${format(updates.shape)}, shape ${format(shape)}. Give one slice for each row of indices.`,
        { indices: indices.shape, updates: updates.shape, shape },
      );
    }
    return shape;
  },
  forward: ({ indices, updates }, { shape }) => {
    checkRows('scatterND', indices, shape);
    return kernel('ScatterNd', { indices, updates }, { shape: [...shape] });
  },
  vjp: (saving) => ({
    indices: null,
    updates: saving(['indices'], (g, { indices }) => gatherND(g, indices)),
  }),
});
