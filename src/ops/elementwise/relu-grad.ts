import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { shapeAlike } from './shape-alike.ts';

/**
 * The gradient of `relu` from its output: `dy` where y > 0, else 0.
 *
 * Shapes: `dy` [...Y], `y` [...Y] -> [...Y]
 *
 * @internal
 */
export const reluGrad: Op<['dy', 'y']> = defineOp({
  name: 'reluGrad',
  inputs: ['dy', 'y'],
  promotes: 'float',
  outShape: ({ dy, y }) => shapeAlike('reluGrad', { dy, y }),
  forward: ({ dy, y }) => kernel('ReluGrad', { dy, y }),
  // A step in y: its derivative is 0 wherever there is one.
  vjp: (saving) => ({
    dy: saving(['y'], (g, { y }) => reluGrad(g, y)),
    y: null,
  }),
});
