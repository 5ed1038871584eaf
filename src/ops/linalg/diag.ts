import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { gatherAdjoint } from '../movement/gather-adjoint.ts';
import { reshape } from '../movement/reshape.ts';
import { diagonal } from './diagonal.ts';

/**
 * A vector as the diagonal of a matrix, or the diagonal of a matrix as a vector, as NumPy's diag.
 *
 * Shapes: `x` [N] -> [N + |offset|, N + |offset|]; [M, N] -> [length of the diagonal]
 *
 * @throws {ShapeError} if x has another number of axes; {ArgumentError} if the offset is no whole number.
 * @example diag(tensor([1, 2])).toArray(); // [[1, 0], [0, 2]]
 */
export function diag(x: Tensor, offset = 0): Tensor {
  if (x.rank === 2) return diagonal(x, offset);
  if (x.rank !== 1)
    throw new ShapeError(`diag: x must be a vector or a matrix: x ${format(x.shape)}. Use diagonal for a batch of matrices.`, {
      x: x.shape,
    });
  const n = x.size + Math.abs(offset);
  const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
  const places = Int32Array.from({ length: x.size }, (_, i) => (row + i) * n + column + i);
  const flat = gatherAdjoint(x, create(places, [x.size], { dtype: 'int32', device: x.device }), { shape: [n * n], axis: 0 });
  return reshape(flat, { shape: [n, n] });
}
