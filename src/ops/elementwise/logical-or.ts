import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise `a or b` of bools.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast; {DtypeError} if one is not bool.
 * @example logicalOr(tensor([false, true]), tensor([false, false])).toArray(); // [0, 1]
 */
export const logicalOr: Op<['a', 'b']> = defineOp({
  name: 'logicalOr',
  inputs: ['a', 'b'],
  accepts: { a: 'bool', b: 'bool' },
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('logicalOr', { a, b }),
  forward: ({ a, b }) => kernel('LogicalOr', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
