import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxis, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { checkPlaces } from './check-indices.ts';
import { gatherAdjoint } from './gather-adjoint.ts';

/** The axis that the indices count along; default 0. */
export interface IndexAddAttrs {
  readonly axis?: number;
}

/**
 * `x` with each slice of `updates` added at its index; those with the same index add up.
 *
 * Shapes: `x` [...A, L, ...B], `indices` int32 [...I], `updates` [...A, ...I, ...B] -> [...A, L, ...B]
 *
 * @throws {ShapeError} if the shapes do not fit; {AxisError}; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example indexAdd(tensor([[1], [2]]), tensor([1, 1], { dtype: 'int32' }), tensor([[10], [20]])).toArray(); // [[1], [32]]
 */
export function indexAdd(x: Tensor, indices: Tensor, updates: Tensor, { axis = 0 }: IndexAddAttrs = {}): Tensor {
  const along = normalizeAxis('indexAdd', axis, x.rank);
  const expected = x.shape.toSpliced(along, 1, ...indices.shape);
  if (!sameShape(updates.shape, expected)) {
    throw new ShapeError(
      `indexAdd: updates must have x's shape with the indices' at axis ${along}, ${format(expected)}: x ${format(x.shape)}, indices ${format(indices.shape)}, updates ${format(updates.shape)}. Reshape the updates.`,
      { x: x.shape, indices: indices.shape, updates: updates.shape },
    );
  }
  checkPlaces('indexAdd', indices, x.shape[along]!);
  return add(x, gatherAdjoint(updates, indices, { shape: x.shape, axis: along }));
}
