import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxes, reducedShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { broadcastTo } from '../movement/broadcast-to.ts';
import { reshape } from '../movement/reshape.ts';
import { sum, type ReduceAttrs } from './sum.ts';

/** Shape of a reduction that no elements have an answer to: the largest of none. @internal */
export function extremumShape(op: string, shape: Shape, { axis, keepDims }: ReduceAttrs): Shape {
  const axes = normalizeAxes(op, axis, shape.length);
  const reduced = reducedShape(shape, axes, keepDims);
  if (axes.some((one) => shape[one] === 0) && !reduced.includes(0)) {
    throw new ShapeError(
      `${op}: no elements to choose from: x ${format(shape)}, axis [${axes.join(',')}]. Reduce along an axis that has elements.`,
      { x: shape },
    );
  }
  return reduced;
}

/** `g` shared evenly among the elements of `x` that equal the extremum `y`. @internal */
export function shareAmongTies(op: string, g: Tensor, x: Tensor, y: Tensor, { axis }: ReduceAttrs): Tensor {
  const axes = normalizeAxes(op, axis, x.shape.length);
  const kept = reducedShape(x.shape, axes, true);
  // Nobody to share among: 0 / 0 would be NaN in the gradient of this gradient.
  if (sizeOf(x.shape) === 0) return broadcastTo(reshape(g, kept), x.shape);
  const chosen = cast(equal(x, reshape(y, kept)), g.dtype);
  return mul(chosen, div(reshape(g, kept), sum(chosen, { axis: axes, keepDims: true })));
}
