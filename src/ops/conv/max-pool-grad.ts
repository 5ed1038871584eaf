import { kernel } from '../../backend/kernel.ts';
import type { Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { gather } from '../movement/gather.ts';
import { reshape } from '../movement/reshape.ts';

/**
 * The gradient of `maxPool`: zeros of `shape` with each `dy` added where its maximum stood.
 *
 * Shapes: `dy` [N, OH, OW, C], `argmax` int32 [N, OH, OW, C], flat places -> [...shape]
 *
 * @internal
 */
export const maxPoolGrad: Op<['dy', 'argmax'], { readonly shape: Shape }> = defineOp({
  name: 'maxPoolGrad',
  inputs: ['dy', 'argmax'],
  accepts: { dy: 'float', argmax: 'int32' },
  outShape: (_, { shape }: { readonly shape: Shape }) => shape,
  forward: ({ dy, argmax }, { shape }) => kernel('MaxPoolIndicesGrad', { dy, argmax }, { shape }),
  vjp: (saving) => ({
    dy: saving(['argmax'], (g, { argmax }) => gather(reshape(g, [-1]), argmax)),
    argmax: null,
  }),
});
