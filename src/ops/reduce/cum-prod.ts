import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { flip } from '../movement/flip.ts';
import { affineScan, ahead } from './affine-scan.ts';
import type { CumulateAttrs } from './cum-sum.ts';

/**
 * Running product along an axis. Its gradient is right where elements are 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example cumProd(tensor([1, 2, 3])).toArray(); // [1, 2, 6]
 */
export const cumProd: Op<['x'], CumulateAttrs, 'axis'> = defineOp({
  name: 'cumProd',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'number',
  outShape: ({ x }, { axis = -1 }: CumulateAttrs) => {
    normalizeAxis('cumProd', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis = -1, exclusive = false, reverse = false }) =>
    kernel('Cumprod', { x }, { axis: normalizeAxis('cumProd', axis, x.shape.length), exclusive, reverse }),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs: { axis = -1, exclusive = false, reverse = false }, shape }) => {
      const along = normalizeAxis('cumProd', axis, shape.length);
      return reverse ? flip(forwards(flip(g, along), flip(x, along), along, exclusive), along) : forwards(g, x, along, exclusive);
    }),
  }),
});

/**
 * gx[k] = (product of x before k) * sum over i >= k of g[i] x[k + 1] ... x[i]: the sum obeys s[k] = g[k] + x[k + 1] s[k + 1].
 * Exclusive totals see the element one place later.
 */
function forwards(g: Tensor, x: Tensor, axis: number, exclusive: boolean): Tensor {
  const sums = affineScan(ahead(x, axis, 1), exclusive ? ahead(g, axis, 1) : g, axis);
  return mul(cumProd(x, { axis, exclusive: true }), sums);
}
