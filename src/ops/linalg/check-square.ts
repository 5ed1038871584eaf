import { ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';

/** Refuses what is no square matrix in its last two axes. */
export function checkSquare(op: string, name: string, shape: Shape): void {
  if (shape.length < 2 || shape.at(-1) !== shape.at(-2)) {
    throw new ShapeError(
      `${op}: ${name} must be square in its last two axes: ${name} ${format(shape)}. Give [N,N], or a batch [...,N,N].`,
      { [name]: shape },
    );
  }
}
