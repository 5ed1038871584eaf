import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from './div.ts';
import { equal } from './equal.ts';
import { greater } from './greater.ts';
import { where } from './where.ts';

/**
 * Element-wise larger of two. Ties share the gradient evenly; NaN wins.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example maximum(tensor([1, 5]), 3).toArray(); // [3, 5]
 */
export const maximum: Op<['a', 'b']> = defineOp({
  name: 'maximum',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('maximum', { a, b }),
  forward: ({ a, b }) => kernel('Maximum', { a, b }),
  broadcasts: true,
  // The larger operand takes the whole gradient.
  vjp: (saving) => ({
    a: saving(['a', 'b'], (g, { a, b }) => where(greater(a, b), g, where(equal(a, b), div(g, 2), 0))),
    b: saving(['a', 'b'], (g, { a, b }) => where(greater(b, a), g, where(equal(a, b), div(g, 2), 0))),
  }),
});
