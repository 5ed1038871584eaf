import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';

/**
 * Element-wise `log(1 + x)`, exact also near 0: -Infinity at -1, NaN below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example log1p(tensor([0, 1e-20])).toArray(); // [0, 1e-20]
 */
export const log1p: Op<['x']> = defineOp({
  name: 'log1p',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Log1p', { x }),
  // d log(1 + x) = dx / (1 + x)
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, add(x, 1))),
  }),
});
