import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { greater } from './greater.ts';
import { less } from './less.ts';
import { logicalAnd } from './logical-and.ts';
import { where } from './where.ts';

/**
 * Element-wise `min(max(0, x), 6)`. The gradient at 0 and at 6 is 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example relu6(tensor([-1, 3, 9])).toArray(); // [0, 3, 6]
 */
export const relu6: Op<['x']> = defineOp({
  name: 'relu6',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Relu6', { x }),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => where(logicalAnd(greater(x, 0), less(x, 6)), g, 0)),
  }),
});
