import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise comparison `a < b`, as bool. Comparing with NaN is false.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example less(tensor([1, 2, 3]), 2).toArray(); // [1, 0, 0]
 */
export const less: Op<['a', 'b']> = defineOp({
  name: 'less',
  inputs: ['a', 'b'],
  promotes: 'number',
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('less', { a, b }),
  forward: ({ a, b }) => kernel('Less', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
