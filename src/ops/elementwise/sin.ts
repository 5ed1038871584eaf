import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { cos } from './cos.ts';
import { mul } from './mul.ts';

/**
 * Element-wise sine of radians.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example sin(tensor([0, Math.PI / 2])).toArray(); // [0, 1]
 */
export const sin: Op<['x']> = defineOp({
  name: 'sin',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Sin', { x }),
  // d sin(x) = cos(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, cos(x))),
  }),
});
