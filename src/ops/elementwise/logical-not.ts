import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise `not x` of bools.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {DtypeError} if it is not bool.
 * @example logicalNot(tensor([true, false])).toArray(); // [0, 1]
 */
export const logicalNot: Op<['x']> = defineOp({
  name: 'logicalNot',
  inputs: ['x'],
  accepts: { x: 'bool' },
  gives: 'bool',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('LogicalNot', { x }),
  vjp: () => ({ x: null }),
});
