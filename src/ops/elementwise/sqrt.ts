import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';

/**
 * Element-wise square root: NaN below 0. The gradient at 0 is Infinity.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example sqrt(tensor([4, 9])).toArray(); // [2, 3]
 */
export const sqrt: Op<['x']> = defineOp({
  name: 'sqrt',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Sqrt', { x }),
  // d(sqrt x) = dx / (2 sqrt x)
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => div(g, mul(output, 2))),
  }),
});
