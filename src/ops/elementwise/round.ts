import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise nearest whole number, halves to the even one. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example round(tensor([0.5, 1.5, 2.4])).toArray(); // [0, 2, 2]
 */
export const round: Op<['x']> = defineOp({
  name: 'round',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Round', { x }),
  vjp: () => ({ x: null }),
});
