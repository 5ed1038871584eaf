import { sizeOf, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { pad } from '../movement/pad.ts';
import { slice } from '../movement/slice.ts';

/**
 * The solution of `s[k] = b[k] + a[k] s[k + 1]` along an axis, with 0 beyond the end. No division: zeros in `a` do no
 * harm, at any order of differentiation.
 *
 * Doubling (Hillis and Steele 1986): after each round s[k] = b[k] + a[k] s[k + reach].
 *
 * @internal
 */
export function affineScan(a: Tensor, b: Tensor, axis: number): Tensor {
  let [factor, sum] = [a, b];
  for (let reach = 1; reach < a.shape[axis]!; reach *= 2) {
    sum = add(sum, mul(factor, ahead(sum, axis, reach)));
    factor = mul(factor, ahead(factor, axis, reach));
  }
  return sum;
}

/** Each element replaced by the one `places` further on, 0 beyond the end. @internal */
export function ahead(x: Tensor, axis: number, places: number): Tensor {
  const { shape } = x;
  if (sizeOf(shape) === 0) return x;
  const rest: Shape = shape.with(axis, Math.max(0, shape[axis]! - places));
  const begin = shape.map((length, one) => (one === axis ? Math.min(places, length) : 0));
  return pad(slice(x, { begin, size: rest }), { paddings: shape.map((length, one) => [0, one === axis ? Math.min(places, length) : 0]) });
}
