import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise `a and b` of bools.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast; {DtypeError} if one is not bool.
 * @example logicalAnd(tensor([true, true]), tensor([true, false])).toArray(); // [1, 0]
 */
export const logicalAnd: Op<['a', 'b']> = defineOp({
  name: 'logicalAnd',
  inputs: ['a', 'b'],
  accepts: { a: 'bool', b: 'bool' },
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('logicalAnd', { a, b }),
  forward: ({ a, b }) => kernel('LogicalAnd', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
