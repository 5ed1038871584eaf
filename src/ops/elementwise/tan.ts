import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { mul } from './mul.ts';
import { square } from './square.ts';

/**
 * Element-wise tangent of radians.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example tan(tensor([0])).toArray(); // [0]
 */
export const tan: Op<['x']> = defineOp({
  name: 'tan',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Tan', { x }),
  // d tan(x) = (1 + tan(x)^2) dx
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => mul(g, add(square(output), 1))),
  }),
});
