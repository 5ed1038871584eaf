import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { matMul } from './mat-mul.ts';

/**
 * Product of vectors and matrices: the inner product of two vectors, a matrix times a vector, or two matrices.
 *
 * Shapes: [K] and [K] -> []; [M, K] and [K] -> [M]; [K] and [K, N] -> [N]; [M, K] and [K, N] -> [M, N]
 *
 * @throws {ShapeError} if an operand is no vector or matrix, or the lengths differ.
 * @example dot(tensor([1, 2, 3]), tensor([4, 5, 6])).item(); // 32
 */
export function dot(a: Tensor, b: Tensor): Tensor {
  if (![a, b].every(({ rank }) => rank === 1 || rank === 2)) {
    throw new ShapeError(
      `dot: operands must be vectors or matrices: a ${format(a.shape)}, b ${format(b.shape)}. Use matMul for batches, mul for scalars.`,
      {
        a: a.shape,
        b: b.shape,
      },
    );
  }
  return matMul(a, b);
}
