import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise comparison `a != b`, as bool. NaN differs from everything, itself included.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example notEqual(tensor([1, 2, 3]), 2).toArray(); // [1, 0, 1]
 */
export const notEqual: Op<['a', 'b']> = defineOp({
  name: 'notEqual',
  inputs: ['a', 'b'],
  promotes: 'number',
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('notEqual', { a, b }),
  forward: ({ a, b }) => kernel('NotEqual', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
