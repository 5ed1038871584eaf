import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';
import { square } from './square.ts';
import { sub } from './sub.ts';
import { tanh } from './tanh.ts';

/**
 * Element-wise `x tanh(softplus(x))` (Misra 2019).
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example mish(tensor([0])).toArray(); // [0]
 */
export const mish: Op<['x']> = defineOp({
  name: 'mish',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Multiply', { a: x, b: kernel('Tanh', { x: kernel('Softplus', { x }) }) }),
  // t = tanh(softplus(x)), d(x t) = (t + x (1 - t^2) sigmoid(x)) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => {
      const t = tanh(softplus(x));
      return mul(g, add(t, mul(mul(x, sigmoid(x)), sub(1, square(t)))));
    }),
  }),
});
