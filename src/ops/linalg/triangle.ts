import { kernel, upload } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { allocate } from '../../core/dtype.ts';
import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sizeOf, type Shape } from '../../core/shape.ts';

/** Which diagonal bounds the triangle: 0 (default) the main one, above it positive, below it negative. */
export interface TriangleAttrs {
  readonly diagonal?: number;
}

/** The shape of a triangle: x's own. @throws {ShapeError} if x has fewer than two axes; {ArgumentError} if the diagonal is no whole number. */
export function triangleShape(op: string, shape: Shape, diagonal: number | undefined): Shape {
  if (shape.length < 2)
    throw new ShapeError(`${op}: x must have at least two axes: x ${format(shape)}. Give a matrix, or a batch of them.`, { x: shape });
  if (diagonal !== undefined && !Number.isInteger(diagonal)) {
    throw new ArgumentError(`${op}: diagonal must be a whole number: diagonal ${diagonal}. Use 0 for the main one.`, 'diagonal', diagonal);
  }
  return shape;
}

/** The elements where `keeps` says so, by column minus row; zeros elsewhere. Chosen, not multiplied: 0 * NaN and 0 * inf are NaN. */
export function triangleOf(x: Raw, keeps: (above: number) => boolean): Raw {
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const size = sizeOf(x.shape);
  const mask = Uint8Array.from({ length: size }, (_, i) => Number(keeps((i % columns) - (Math.floor(i / columns) % rows))));
  const condition = upload(x.device, mask, x.shape, 'bool');
  return kernel('Select', { condition, t: x, e: upload(x.device, allocate(x.dtype, size), x.shape, x.dtype) });
}
