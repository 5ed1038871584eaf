import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/**
 * Element-wise `1 / x`.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example reciprocal(tensor([2, 4])).toArray(); // [0.5, 0.25]
 */
export const reciprocal: Op<['x']> = defineOp({
  name: 'reciprocal',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Reciprocal', { x }),
  // d(1 / x) = -dx / x^2
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => neg(mul(g, square(output)))),
  }),
});
