import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { avgPool } from './avg-pool.ts';
import { poolKernelAttrs, type PoolAttrs } from './pool-window.ts';

/**
 * The gradient of `avgPool`: each `dy` shared among the pixels of its window. Of `x` only the shape matters.
 *
 * Shapes: `dy` [N, OH, OW, C], `x` [N, H, W, C] -> [N, H, W, C]
 *
 * @internal
 */
export const avgPoolGrad: Op<['dy', 'x'], PoolAttrs> = defineOp({
  name: 'avgPoolGrad',
  inputs: ['dy', 'x'],
  promotes: 'float',
  outShape: ({ x }, _: PoolAttrs) => x.shape,
  forward: ({ dy, x }, attrs) => kernel('AvgPoolGrad', { dy, input: x }, poolKernelAttrs('avgPoolGrad', x.shape, attrs)),
  vjp: (saving) => ({
    dy: saving([], (g, _, { attrs }) => avgPool(g, attrs)),
    x: null,
  }),
});
