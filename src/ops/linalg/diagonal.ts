import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { flatten } from '../movement/flatten.ts';
import { gather } from '../movement/gather.ts';

/**
 * A diagonal of each matrix: 0 is the main one, positive ones lie above it.
 *
 * Shapes: `x` [...X, M, N] -> [...X, length of the diagonal]
 *
 * @throws {ShapeError} if x has fewer than two axes; {ArgumentError} if the offset is no whole number.
 * @example diagonal(tensor([[1, 2], [3, 4]])).toArray(); // [1, 4]
 */
export function diagonal(x: Tensor, offset = 0): Tensor {
  if (x.rank < 2)
    throw new ShapeError(`diagonal: x must have at least two axes: x ${format(x.shape)}. Give a matrix, or a batch of them.`, {
      x: x.shape,
    });
  if (!Number.isInteger(offset))
    throw new ArgumentError(`diagonal: offset must be a whole number: offset ${offset}. Use 0 for the main one.`, 'offset', offset);
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
  const length = Math.max(0, Math.min(rows - row, columns - column));
  const places = Int32Array.from({ length }, (_, i) => (row + i) * columns + column + i);
  return gather(flatten(x, { startAxis: -2 }), create(places, [length], { dtype: 'int32', device: x.device }), { axis: -1 });
}
