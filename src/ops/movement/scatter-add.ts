import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxis, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { checkPlaces } from './check-indices.ts';
import { takeAlongAdjoint } from './take-along-adjoint.ts';

/** The axis that the indices count along; default the last. */
export interface ScatterAddAttrs {
  readonly axis?: number;
}

/**
 * `x` with each element of `updates` added in its row at its index; those with the same index add up.
 *
 * Shapes: `x` [...A, L, ...B], `indices` int32 and `updates` [...A, P, ...B] -> [...A, L, ...B]
 *
 * @throws {ShapeError} if the shapes do not fit; {AxisError}; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside (where the device can tell).
 * @example scatterAdd(tensor([1, 2, 3]), tensor([0, 0], { dtype: 'int32' }), tensor([10, 20])).toArray(); // [31, 2, 3]
 */
export function scatterAdd(x: Tensor, indices: Tensor, updates: Tensor, { axis = -1 }: ScatterAddAttrs = {}): Tensor {
  const along = normalizeAxis('scatterAdd', axis, x.rank);
  const rows = sameShape(indices.shape.toSpliced(along, 1), x.shape.toSpliced(along, 1));
  if (!rows || !sameShape(indices.shape, updates.shape)) {
    throw new ShapeError(
      `scatterAdd: indices and updates must have x's shape but for axis ${along}: x ${format(x.shape)}, indices ${format(indices.shape)}, updates ${format(updates.shape)}. Use indexAdd for whole slices.`,
      { x: x.shape, indices: indices.shape, updates: updates.shape },
    );
  }
  checkPlaces('scatterAdd', indices, x.shape[along]!);
  return add(x, takeAlongAdjoint(updates, indices, { shape: x.shape, axis: along }));
}
