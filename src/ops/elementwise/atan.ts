import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { square } from './square.ts';

/**
 * Element-wise inverse tangent, in radians.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example atan(tensor([0, 1])).toArray(); // [0, 0.7853981633974483]
 */
export const atan: Op<['x']> = defineOp({
  name: 'atan',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Atan', { x }),
  // d atan(x) = dx / (1 + x^2)
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, add(square(x), 1))),
  }),
});
