import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise sum `a + b`.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example add(tensor([2, 3]), 4).toArray(); // [6, 7]
 */
export const add: Op<['a', 'b']> = defineOp({
  name: 'add',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('add', { a, b }),
  forward: ({ a, b }) => kernel('Add', { a, b }),
  broadcasts: true,
  // d(a + b) = da + db
  vjp: (saving) => ({
    a: saving([], (g) => g),
    b: saving([], (g) => g),
  }),
});
