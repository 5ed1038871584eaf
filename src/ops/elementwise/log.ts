import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from './div.ts';

/**
 * Element-wise natural logarithm: -Infinity at 0, NaN below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example log(tensor([1, 10])).toArray(); // [0, 2.302585092994046]
 */
export const log: Op<['x']> = defineOp({
  name: 'log',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Log', { x }),
  // d(log x) = dx / x
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, x)),
  }),
});
