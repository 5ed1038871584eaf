import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Element-wise `x sigmoid(x)`, also called swish (Elfwing et al. 2017).
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example silu(tensor([0])).toArray(); // [0]
 */
export const silu: Op<['x']> = defineOp({
  name: 'silu',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Multiply', { a: x, b: kernel('Sigmoid', { x }) }),
  // d(x s) = s (1 + x (1 - s)) dx, with 1 - s = sigmoid(-x)
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(mul(g, sigmoid(x)), add(mul(x, sigmoid(neg(x))), 1))),
  }),
});
