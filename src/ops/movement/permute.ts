import type { Tensor } from '../../graph/tensor.ts';
import { transpose } from './transpose.ts';

/**
 * `x` with its axes in the order that `perm` names: `transpose` with the order given.
 *
 * Shapes: `x` [...X] -> [X[perm[0]], X[perm[1]], ...]
 *
 * @throws {ArgumentError} if `perm` does not name every axis once; {AxisError} if it names one that X does not have.
 * @example permute(tensor([[[1, 2, 3]]]), [2, 0, 1]).shape; // [3, 1, 1]
 */
export function permute(x: Tensor, perm: readonly number[]): Tensor {
  return transpose(x, { perm });
}
