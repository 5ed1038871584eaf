import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise product `a * b`.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example mul(tensor([2, 3]), 4).toArray(); // [8, 12]
 */
export const mul: Op<['a', 'b']> = defineOp({
  name: 'mul',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('mul', { a, b }),
  forward: ({ a, b }) => kernel('Multiply', { a, b }),
  broadcasts: true,
  // d(ab) = b da + a db
  vjp: (saving) => ({
    a: saving(['b'], (g, { b }) => mul(g, b)),
    b: saving(['a'], (g, { a }) => mul(g, a)),
  }),
});
