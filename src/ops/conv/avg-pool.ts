import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { avgPoolGrad } from './avg-pool-grad.ts';
import { poolKernelAttrs, pooledShape, type PoolAttrs } from './pool-window.ts';

/**
 * The mean of each window, channel by channel. Padding takes no part: at a border the mean is over fewer pixels (PyTorch's
 * `count_include_pad=False`).
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C] with OH = floor((H + top + bottom - size) / stride) + 1, OW likewise
 *
 * @throws {ShapeError} if no window fits; {ArgumentError} if size, stride or padding are no whole numbers, or a window lies in the padding alone.
 * @example avgPool(tensor([[[[1], [2]], [[4], [3]]]]), 2).toArray(); // [[[[2.5]]]]
 */
export const avgPool: Op<['x'], PoolAttrs, 'size'> = defineOp({
  name: 'avgPool',
  inputs: ['x'],
  shorthand: 'size',
  promotes: 'float',
  outShape: ({ x }, attrs: PoolAttrs) => pooledShape('avgPool', x.shape, attrs),
  forward: ({ x }, attrs) => kernel('AvgPool', { x }, poolKernelAttrs('avgPool', x.shape, attrs)),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs }) => avgPoolGrad(g, x, attrs)),
  }),
});
