import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';

/**
 * Element-wise `1 / sqrt(x)`: Infinity at 0, NaN below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example rsqrt(tensor([4, 16])).toArray(); // [0.5, 0.25]
 */
export const rsqrt: Op<['x']> = defineOp({
  name: 'rsqrt',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Rsqrt', { x }),
  // y = x^(-1/2), dy = -y^3 / 2 dx
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => mul(mul(mul(g, output), square(output)), -0.5)),
  }),
});
