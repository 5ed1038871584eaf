import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';

/**
 * Element-wise exponential `e^x`.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example exp(tensor([0, 1])).toArray(); // [1, 2.718281828459045]
 */
export const exp: Op<['x']> = defineOp({
  name: 'exp',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Exp', { x }),
  // d(e^x) = e^x dx
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => mul(g, output)),
  }),
});
