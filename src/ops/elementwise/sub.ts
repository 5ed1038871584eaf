import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { neg } from './neg.ts';

/**
 * Element-wise difference `a - b`.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example sub(tensor([2, 3]), 4).toArray(); // [-2, -1]
 */
export const sub: Op<['a', 'b']> = defineOp({
  name: 'sub',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('sub', { a, b }),
  forward: ({ a, b }) => kernel('Sub', { a, b }),
  broadcasts: true,
  // d(a - b) = da - db
  vjp: (saving) => ({
    a: saving([], (g) => g),
    b: saving([], (g) => neg(g)),
  }),
});
