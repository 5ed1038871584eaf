import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { broadcastShapes, sameShape, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise choice: `a` where the condition holds, `b` elsewhere. The gradient goes to the chosen one only.
 *
 * Shapes: `condition` [...C], `a` [...A], `b` [...B] -> [...broadcast(C, A, B)]
 *
 * @throws {ShapeError} if the shapes do not broadcast; {DtypeError} if the condition is not bool.
 * @example where(tensor([true, false]), tensor([1, 2]), 0).toArray(); // [1, 0]
 */
export const where: Op<['condition', 'a', 'b']> = defineOp({
  name: 'where',
  inputs: ['condition', 'a', 'b'],
  accepts: { condition: 'bool' },
  outShape: ({ condition, a, b }) => broadcastShapes('where', { condition, a, b }),
  forward: ({ condition, a, b }) => {
    const shape = broadcastShapes('where', { condition, a, b });
    return kernel('Select', { condition: stretch(condition, shape), t: stretch(a, shape), e: stretch(b, shape) });
  },
  broadcasts: true,
  // Zeros are chosen, not multiplied: 0 * Infinity of a masked branch would be NaN.
  vjp: (saving) => ({
    condition: null,
    a: saving(['condition'], (g, { condition }) => where(condition, g, 0)),
    b: saving(['condition'], (g, { condition }) => where(condition, 0, g)),
  }),
});

function stretch(x: Raw, shape: Shape): Raw {
  return sameShape(x.shape, shape) ? x : kernel('BroadcastTo', { x }, { shape });
}
