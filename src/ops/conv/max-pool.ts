import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { maxPoolGrad } from './max-pool-grad.ts';
import { poolKernelAttrs, pooledShape, type PoolAttrs } from './pool-window.ts';

/**
 * The largest pixel of each window, channel by channel. The first of several gets the window's gradient; NaN wins; padding
 * takes no part.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C] with OH = floor((H + top + bottom - size) / stride) + 1, OW likewise
 *
 * @throws {ShapeError} if no window fits; {ArgumentError} if size, stride or padding are no whole numbers, or a window lies in the padding alone.
 * @example maxPool(tensor([[[[1], [2]], [[4], [3]]]]), 2).toArray(); // [[[[4]]]]
 */
export const maxPool: Op<['x'], PoolAttrs, 'size'> = defineOp({
  name: 'maxPool',
  inputs: ['x'],
  keeps: ['argmax'],
  shorthand: 'size',
  promotes: 'float',
  outShape: ({ x }, attrs: PoolAttrs) => pooledShape('maxPool', x.shape, attrs),
  forward: ({ x }, attrs) => {
    const [output, argmax] = kernel('MaxPoolWithIndices', { x }, poolKernelAttrs('maxPool', x.shape, attrs));
    return { output, argmax };
  },
  vjp: (saving) => ({
    x: saving(['argmax'], (g, { argmax }, { shape }) => maxPoolGrad(g, argmax, { shape })),
  }),
});
