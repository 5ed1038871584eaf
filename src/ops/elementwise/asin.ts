import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Element-wise inverse sine, in radians: NaN outside [-1, 1].
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example asin(tensor([0, 1])).toArray(); // [0, 1.5707963267948966]
 */
export const asin: Op<['x']> = defineOp({
  name: 'asin',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Asin', { x }),
  // d asin(x) = dx / sqrt(1 - x^2); the product keeps digits near 1 that 1 - x^2 loses
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => div(g, sqrt(mul(sub(1, x), add(x, 1))))),
  }),
});
