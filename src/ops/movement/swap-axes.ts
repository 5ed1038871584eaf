import { normalizeAxis } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { transpose } from './transpose.ts';

/**
 * `x` with two axes exchanged.
 *
 * Shapes: `x` [...X] -> X with the lengths at `first` and `second` exchanged
 *
 * @throws {AxisError} if X has no such axis.
 * @example swapAxes(tensor([[[1, 2, 3]]]), 0, -1).shape; // [3, 1, 1]
 */
export function swapAxes(x: Tensor, first: number, second: number): Tensor {
  const perm = x.shape.map((_, axis) => axis);
  const from = normalizeAxis('swapAxes', first, x.rank, 'first');
  const to = normalizeAxis('swapAxes', second, x.rank, 'second');
  perm[from] = to;
  perm[to] = from;
  return transpose(x, { perm });
}
