import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { less } from './less.ts';
import { where } from './where.ts';

/**
 * Element-wise smaller of two. Ties share the gradient evenly; NaN wins.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example minimum(tensor([1, 5]), 3).toArray(); // [1, 3]
 */
export const minimum: Op<['a', 'b']> = defineOp({
  name: 'minimum',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('minimum', { a, b }),
  forward: ({ a, b }) => kernel('Minimum', { a, b }),
  broadcasts: true,
  // The smaller operand takes the whole gradient.
  vjp: (saving) => ({
    a: saving(['a', 'b'], (g, { a, b }) => where(less(a, b), g, where(equal(a, b), div(g, 2), 0))),
    b: saving(['a', 'b'], (g, { a, b }) => where(less(b, a), g, where(equal(a, b), div(g, 2), 0))),
  }),
});
