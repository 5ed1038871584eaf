import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Element-wise inverse hyperbolic cosine: NaN below 1.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example acosh(tensor([1])).toArray(); // [0]
 */
export const acosh: Op<['x']> = defineOp({
  name: 'acosh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Acosh', { x }),
  // d acosh(x) = dx / sqrt(x^2 - 1); two roots, because x^2 would overflow and lose digits near 1
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, mul(sqrt(sub(x, 1)), sqrt(add(x, 1))))),
  }),
});
