import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { broadcastAxes, broadcastShapes, format, sameShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { broadcastTo, type ShapeAttrs } from './broadcast-to.ts';

/**
 * `x` summed over the axes along which `shape` would stretch to become X. The adjoint of `broadcastTo`.
 *
 * Shapes: `x` [...X] -> [...shape], which broadcasts to X
 *
 * @throws {ShapeError} if the shape does not broadcast to X.
 * @example sumTo(tensor([[1, 2], [3, 4]]), [2]).toArray(); // [4, 6]
 */
export const sumTo: Op<['x'], ShapeAttrs, 'shape'> = defineOp({
  name: 'sumTo',
  inputs: ['x'],
  shorthand: 'shape',
  promotes: 'number',
  outShape: ({ x }, { shape }: ShapeAttrs) => {
    if (!sameShape(broadcastShapes('sumTo', { x, shape: { shape } }), x.shape)) {
      throw new ShapeError(
        `sumTo: the shape does not broadcast to x: x ${format(x.shape)}, shape ${format(shape)}. Name a shape that x could have come from.`,
        {
          x: x.shape,
          shape,
        },
      );
    }
    return shape;
  },
  forward: ({ x }, { shape }) => {
    if (sameShape(x.shape, shape)) return x;
    const summed = kernel('Sum', { x }, { axis: broadcastAxes(shape, x.shape), keepDims: false });
    return sameShape(summed.shape, shape) ? summed : kernel('Reshape', { x: summed }, { shape });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => broadcastTo(g, { shape })),
  }),
});
