import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { flatten } from '../movement/flatten.ts';
import { reshape } from '../movement/reshape.ts';

/**
 * Every element of `a` times every element of `b`.
 *
 * Shapes: `a` of size M, `b` of size N -> [M, N]
 *
 * @example outer(tensor([1, 2]), tensor([3, 4, 5])).toArray(); // [[3, 4, 5], [6, 8, 10]]
 */
export function outer(a: Tensor, b: Tensor): Tensor {
  return mul(reshape(a, { shape: [a.size, 1] }), flatten(b));
}
