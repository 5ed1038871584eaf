import type { Tensor } from '../../graph/tensor.ts';
import { sum } from '../reduce/sum.ts';
import { diagonal } from './diagonal.ts';

/**
 * Sum of a diagonal of each matrix.
 *
 * Shapes: `x` [...X, M, N] -> [...X]
 *
 * @throws {ShapeError} if x has fewer than two axes; {ArgumentError} if the offset is no whole number.
 * @example trace(tensor([[1, 2], [3, 4]])).item(); // 5
 */
export function trace(x: Tensor, offset = 0): Tensor {
  return sum(diagonal(x, offset), { axis: -1 });
}
