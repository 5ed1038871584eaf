import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { broadcastShapes, format, sameShape, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { sumTo } from './sum-to.ts';

/** The shape to come to. */
export interface ShapeAttrs {
  readonly shape: Shape;
}

/**
 * `x` repeated along new axes and axes of length 1. The adjoint of `sumTo`.
 *
 * Shapes: `x` [...X] -> [...shape], to which X broadcasts
 *
 * @throws {ShapeError} if X does not broadcast to the shape.
 * @example broadcastTo(tensor([1, 2]), [2, 2]).toArray(); // [[1, 2], [1, 2]]
 */
export const broadcastTo: Op<['x'], ShapeAttrs, 'shape'> = defineOp({
  name: 'broadcastTo',
  inputs: ['x'],
  shorthand: 'shape',
  outShape: ({ x }, { shape }: ShapeAttrs) => {
    if (!sameShape(broadcastShapes('broadcastTo', { x, shape: { shape } }), shape)) {
      throw new ShapeError(
        `broadcastTo: x does not broadcast to the shape: x ${format(x.shape)}, shape ${format(shape)}. Only lengths of 1 stretch.`,
        {
          x: x.shape,
          shape,
        },
      );
    }
    return shape;
  },
  forward: ({ x }, { shape }) => (sameShape(x.shape, shape) ? x : kernel('BroadcastTo', { x }, { shape })),
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => sumTo(g, { shape })),
  }),
});
