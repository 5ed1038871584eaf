import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { sign } from './sign.ts';

/**
 * Element-wise absolute value. The gradient at 0 is 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example abs(tensor([2, -3])).toArray(); // [2, 3]
 */
export const abs: Op<['x']> = defineOp({
  name: 'abs',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Abs', { x }),
  // d|x| = sign(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, sign(x))),
  }),
});
