import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sin } from './sin.ts';

/**
 * Element-wise cosine of radians.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example cos(tensor([0])).toArray(); // [1]
 */
export const cos: Op<['x']> = defineOp({
  name: 'cos',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Cos', { x }),
  // d cos(x) = -sin(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => neg(mul(g, sin(x)))),
  }),
});
