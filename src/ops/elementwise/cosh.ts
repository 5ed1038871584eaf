import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { sinh } from './sinh.ts';

/**
 * Element-wise hyperbolic cosine.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example cosh(tensor([0])).toArray(); // [1]
 */
export const cosh: Op<['x']> = defineOp({
  name: 'cosh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Cosh', { x }),
  // d cosh(x) = sinh(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, sinh(x))),
  }),
});
