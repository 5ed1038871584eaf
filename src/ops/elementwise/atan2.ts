import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { abs } from './abs.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { maximum } from './maximum.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';
import { where } from './where.ts';

/**
 * Element-wise angle of the point (b, a), in radians from -pi to pi. The gradient at the origin is 0.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example atan2(tensor([1, -1]), tensor([0, 0])).toArray(); // [1.5707963267948966, -1.5707963267948966]
 */
export const atan2: Op<['a', 'b']> = defineOp({
  name: 'atan2',
  inputs: ['a', 'b'],
  promotes: 'float',
  outShape: ({ a, b }) => broadcastShapes('atan2', { a, b }),
  forward: ({ a, b }) => kernel('Atan2', { a, b }),
  broadcasts: true,
  // d atan2(a, b) = (b da - a db) / (a^2 + b^2)
  vjp: (saving) => ({
    a: saving(['a', 'b'], (g, { a, b }) => overSquaredRadius(g, b, a)),
    b: saving(['a', 'b'], (g, { a, b }) => neg(overSquaredRadius(g, a, b))),
  }),
});

/** g p / (p^2 + q^2), both divided by the larger of |p| and |q| first: their squares overflow and underflow early. */
function overSquaredRadius(g: Tensor, p: Tensor, q: Tensor): Tensor {
  const larger = maximum(abs(p), abs(q)).detach();
  const atOrigin = equal(larger, 0);
  const scale = where(atOrigin, 1, larger);
  const [up, over] = [div(p, scale), div(q, scale)];
  const radius = add(square(up), square(over));
  return div(div(mul(g, up), where(atOrigin, 1, radius)), scale);
}
