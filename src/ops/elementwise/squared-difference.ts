import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/**
 * Element-wise `(a - b)^2`.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example squaredDifference(tensor([5, 1]), 2).toArray(); // [9, 1]
 */
export const squaredDifference: Op<['a', 'b']> = defineOp({
  name: 'squaredDifference',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('squaredDifference', { a, b }),
  forward: ({ a, b }) => kernel('SquaredDifference', { a, b }),
  broadcasts: true,
  // d(a - b)^2 = 2 (a - b) (da - db)
  vjp: (saving) => ({
    a: saving(['a', 'b'], (g, { a, b }) => mul(mul(g, sub(a, b)), 2)),
    b: saving(['a', 'b'], (g, { a, b }) => mul(mul(g, sub(b, a)), 2)),
  }),
});
