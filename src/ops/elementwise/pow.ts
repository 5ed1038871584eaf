import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { equal } from './equal.ts';
import { lessEqual } from './less-equal.ts';
import { log } from './log.ts';
import { logicalAnd } from './logical-and.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';
import { where } from './where.ts';

/**
 * Element-wise power `a^b`. The gradient of `x^0` at 0 is 0, and that of the exponent is 0 where the base is not
 * positive.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example pow(tensor([2, 3]), 2).toArray(); // [4, 9]
 */
export const pow: Op<['a', 'b']> = defineOp({
  name: 'pow',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('pow', { a, b }),
  forward: ({ a, b }) => kernel('Pow', { a, b }),
  broadcasts: true,
  // d(a^b) = b a^(b - 1) da + a^b log(a) db
  vjp: (saving) => ({
    a: saving(['a', 'b'], (g, { a, b }) => mul(mul(g, b), pow(a, lowered(a, b)))),
    b: saving(['a', 'output'], (g, { a, output }) => {
      const outside = lessEqual(a, 0);
      return where(outside, 0, mul(mul(g, output), log(where(outside, 1, a))));
    }),
  }),
});

/** b - 1, but 0 at 0^0: there b a^(b - 1) is 0 * Infinity. */
function lowered(a: Tensor, b: Tensor): Tensor {
  return where(logicalAnd(equal(a, 0), equal(b, 0)), 0, sub(b, 1));
}
