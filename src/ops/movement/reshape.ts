import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** The new shape; one length may be -1: it is computed from the rest. */
export interface ReshapeAttrs {
  readonly shape: Shape;
}

/**
 * The same elements, row-major, under another shape.
 *
 * Shapes: `x` [...X] -> [...shape], of the same size
 *
 * @throws {ShapeError} if the sizes differ or more than one length is -1.
 * @example reshape(tensor([1, 2, 3, 4]), [2, -1]).toArray(); // [[1, 2], [3, 4]]
 */
export const reshape: Op<['x'], ReshapeAttrs, 'shape'> = defineOp({
  name: 'reshape',
  inputs: ['x'],
  shorthand: 'shape',
  outShape: ({ x }, { shape }: ReshapeAttrs) => inferShape(x.shape, shape),
  forward: ({ x }, { shape }) => kernel('Reshape', { x }, { shape: inferShape(x.shape, shape) }),
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => reshape(g, { shape })),
  }),
});

/** `to` with its -1, if it has one, replaced by the length that keeps the size. */
function inferShape(from: Shape, to: Shape): Shape {
  const size = sizeOf(from);
  const free = to.indexOf(-1);
  const rest = to.reduce((product, length, axis) => (axis === free ? product : product * length), 1);
  const inferred = free < 0 ? to : to.map((length, axis) => (axis === free ? size / rest : length));
  const valid = inferred.every((length) => Number.isInteger(length) && length >= 0);
  if (!valid || sizeOf(inferred) !== size) {
    throw new ShapeError(
      `reshape: ${size} elements do not fill the new shape: x ${format(from)}, shape ${format(to)}. Lengths must be whole, at most one -1, and their product ${size}.`,
      { x: from, shape: to },
    );
  }
  return inferred;
}
