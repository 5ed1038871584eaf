import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise comparison `a <= b`, as bool. Comparing with NaN is false.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example lessEqual(tensor([1, 2, 3]), 2).toArray(); // [1, 1, 0]
 */
export const lessEqual: Op<['a', 'b']> = defineOp({
  name: 'lessEqual',
  inputs: ['a', 'b'],
  promotes: 'number',
  gives: 'bool',
  outShape: ({ a, b }) => broadcastShapes('lessEqual', { a, b }),
  forward: ({ a, b }) => kernel('LessEqual', { a, b }),
  broadcasts: true,
  vjp: () => ({ a: null, b: null }),
});
