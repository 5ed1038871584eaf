import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** Which axes are reversed; default all. */
export interface FlipAttrs {
  readonly axis?: number | readonly number[];
}

/**
 * `x` read backwards along axes.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example flip(tensor([[1, 2], [3, 4]]), 1).toArray(); // [[2, 1], [4, 3]]
 */
export const flip: Op<['x'], FlipAttrs, 'axis'> = defineOp({
  name: 'flip',
  inputs: ['x'],
  shorthand: 'axis',
  outShape: ({ x }, { axis }: FlipAttrs) => {
    normalizeAxes('flip', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis }) => {
    const dims = normalizeAxes('flip', axis, x.shape.length);
    return dims.length === 0 ? x : kernel('Reverse', { x }, { dims });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs }) => flip(g, attrs)),
  }),
});
