import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * The gradient of `relu` from its output: `dy` where y > 0, else 0.
 *
 * Shapes: `dy` [...A], `y` [...B] -> [...broadcast(A, B)]
 *
 * @internal
 */
export const reluGrad: Op<['dy', 'y']> = defineOp({
  name: 'reluGrad',
  inputs: ['dy', 'y'],
  promotes: 'float',
  outShape: ({ dy, y }) => broadcastShapes('reluGrad', { dy, y }),
  forward: ({ dy, y }) => kernel('ReluGrad', { dy, y }),
  broadcasts: true,
  // A step in y: its derivative is 0 wherever there is one.
  vjp: (saving) => ({
    dy: saving(['y'], (g, { y }) => reluGrad(g, y)),
    y: null,
  }),
});
