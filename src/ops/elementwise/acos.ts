import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sqrt } from './sqrt.ts';
import { sub } from './sub.ts';

/**
 * Element-wise inverse cosine, in radians: NaN outside [-1, 1].
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example acos(tensor([1])).toArray(); // [0]
 */
export const acos: Op<['x']> = defineOp({
  name: 'acos',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Acos', { x }),
  // d acos(x) = -dx / sqrt(1 - x^2); the product keeps digits near 1 that 1 - x^2 loses
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => neg(div(g, sqrt(mul(sub(1, x), add(x, 1)))))),
  }),
});
