import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';

/** The shape of a gradient and of the output that it belongs to. @internal */
export function shapeAlike(
  op: string,
  { dy, y }: { readonly dy: { readonly shape: Shape }; readonly y: { readonly shape: Shape } },
): Shape {
  if (!sameShape(dy.shape, y.shape)) {
    throw new ShapeError(`${op}: the gradient must have the output's shape: dy ${format(dy.shape)}, y ${format(y.shape)}.`, {
      dy: dy.shape,
      y: y.shape,
    });
  }
  return y.shape;
}
