import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { shapeAlike } from './shape-alike.ts';
import { sub } from './sub.ts';

/**
 * The gradient of `sigmoid` from its output: `dy y (1 - y)`.
 *
 * Shapes: `dy` [...Y], `y` [...Y] -> [...Y]
 *
 * @internal
 */
export const sigmoidGrad: Op<['dy', 'y']> = defineOp({
  name: 'sigmoidGrad',
  inputs: ['dy', 'y'],
  promotes: 'float',
  outShape: ({ dy, y }) => shapeAlike('sigmoidGrad', { dy, y }),
  forward: ({ dy, y }) => kernel('SigmoidGrad', { dy, y }),
  // d(y - y^2) = (1 - 2 y) dy
  vjp: (saving) => ({
    dy: saving(['y'], (g, { y }) => sigmoidGrad(g, y)),
    y: saving(['dy', 'y'], (g, { dy, y }) => mul(mul(g, dy), sub(1, mul(y, 2)))),
  }),
});
