import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * The gradient of `localResponseNorm`, where it is not to be differentiated again: there the gradient is written with ops.
 *
 * Shapes: `dy`, `x`, `y` [N, H, W, C] -> [N, H, W, C]
 *
 * @internal
 */
export const localResponseNormGrad: Op<
  ['dy', 'x', 'y'],
  { readonly depthRadius: number; readonly bias: number; readonly alpha: number; readonly beta: number }
> = defineOp({
  name: 'localResponseNormGrad',
  inputs: ['dy', 'x', 'y'],
  promotes: 'float',
  outShape: ({ x }, _: { readonly depthRadius: number; readonly bias: number; readonly alpha: number; readonly beta: number }) => x.shape,
  forward: ({ dy, x, y }, attrs) => kernel('LRNGrad', { dy, x, y }, attrs),
  vjp: () => ({ dy: null, x: null, y: null }),
});
