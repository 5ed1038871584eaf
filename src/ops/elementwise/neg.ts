import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise negative `-x`.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example neg(tensor([1, -2])).toArray(); // [-1, 2]
 */
export const neg: Op<['x']> = defineOp({
  name: 'neg',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Neg', { x }),
  // d(-x) = -dx
  vjp: (saving) => ({
    x: saving([], (g) => neg(g)),
  }),
});
