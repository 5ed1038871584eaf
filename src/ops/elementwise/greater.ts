import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise comparison `a > b`, as bool. Comparing with NaN is false.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example greater(tensor([1, 2, 3]), 2).toArray(); // [0, 0, 1]
 */
export const greater: Op<['a', 'b']> = defineOp({
  name: 'greater',
  inputs: ['a', 'b'],
  promotes: 'number',
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('greater', { a, b }),
  forward: ({ a, b }) => kernel('Greater', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
