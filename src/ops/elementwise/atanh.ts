import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sub } from './sub.ts';

/**
 * Element-wise inverse hyperbolic tangent: infinite at -1 and 1, NaN outside.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example atanh(tensor([0])).toArray(); // [0]
 */
export const atanh: Op<['x']> = defineOp({
  name: 'atanh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Atanh', { x }),
  // d atanh(x) = dx / (1 - x^2); the product keeps digits near 1 that 1 - x^2 loses
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, mul(sub(1, x), add(x, 1)))),
  }),
});
