import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise sign: -1, 0 or 1, and NaN of NaN. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example sign(tensor([-5, 0, 7])).toArray(); // [-1, 0, 1]
 */
export const sign: Op<['x']> = defineOp({
  name: 'sign',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Sign', { x }),
  vjp: () => ({ x: null }),
});
