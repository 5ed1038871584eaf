import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { shapeAlike } from './shape-alike.ts';

/**
 * The gradient of `tanh` from its output: `dy (1 - y^2)`.
 *
 * Shapes: `dy` [...Y], `y` [...Y] -> [...Y]
 *
 * @internal
 */
export const tanhGrad: Op<['dy', 'y']> = defineOp({
  name: 'tanhGrad',
  inputs: ['dy', 'y'],
  promotes: 'float',
  outShape: ({ dy, y }) => shapeAlike('tanhGrad', { dy, y }),
  forward: ({ dy, y }) => kernel('TanhGrad', { dy, y }),
  // d(1 - y^2) = -2 y dy
  vjp: (saving) => ({
    dy: saving(['y'], (g, { y }) => tanhGrad(g, y)),
    y: saving(['dy', 'y'], (g, { dy, y }) => mul(mul(mul(g, dy), y), -2)),
  }),
});
