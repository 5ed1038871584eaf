import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';

/**
 * Element-wise square `x^2`.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example square(tensor([2, -3])).toArray(); // [4, 9]
 */
export const square: Op<['x']> = defineOp({
  name: 'square',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Square', { x }),
  // d(x^2) = 2 x dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(mul(g, x), 2)),
  }),
});
