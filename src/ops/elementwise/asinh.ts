import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { cosh } from './cosh.ts';
import { div } from './div.ts';

/**
 * Element-wise inverse hyperbolic sine.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example asinh(tensor([0])).toArray(); // [0]
 */
export const asinh: Op<['x']> = defineOp({
  name: 'asinh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Asinh', { x }),
  // d asinh(x) = dx / sqrt(1 + x^2) = dx / cosh(y): x^2 would overflow where y does not
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => div(g, cosh(output))),
  }),
});
