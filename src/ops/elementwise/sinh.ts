import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { cosh } from './cosh.ts';
import { mul } from './mul.ts';

/**
 * Element-wise hyperbolic sine.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example sinh(tensor([0])).toArray(); // [0]
 */
export const sinh: Op<['x']> = defineOp({
  name: 'sinh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Sinh', { x }),
  // d sinh(x) = cosh(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, cosh(x))),
  }),
});
