import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise comparison `a == b`, as bool. NaN differs from everything, itself included.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example equal(tensor([1, 2, 3]), 2).toArray(); // [0, 1, 0]
 */
export const equal: Op<['a', 'b']> = defineOp({
  name: 'equal',
  inputs: ['a', 'b'],
  promotes: 'number',
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('equal', { a, b }),
  forward: ({ a, b }) => kernel('Equal', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
