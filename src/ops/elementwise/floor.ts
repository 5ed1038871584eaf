import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise largest whole number not above `x`. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example floor(tensor([1.5, -1.5])).toArray(); // [1, -2]
 */
export const floor: Op<['x']> = defineOp({
  name: 'floor',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Floor', { x }),
  vjp: () => ({ x: null }),
});
