import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { slice } from './slice.ts';

/** How many equal parts, or the length of each; and the axis that is cut, default 0. */
export interface SplitAttrs {
  readonly parts: number | readonly number[];
  readonly axis?: number;
}

/**
 * `x` cut into parts along an axis. `concat` puts them together again.
 *
 * Shapes: `x` [...A, L, ...B] -> each [...A, part, ...B]
 *
 * @throws {ArgumentError} if L does not divide into that many parts, or the lengths do not add up to L; {AxisError} if X has no such axis.
 * @example split(tensor([1, 2, 3]), [1, 2]).map((part) => part.toArray()); // [[1], [2, 3]]
 */
export function split(x: Tensor, attrs: SplitAttrs | SplitAttrs['parts']): Tensor[] {
  const { parts, axis = 0 }: SplitAttrs = isParts(attrs) ? { parts: attrs } : attrs;
  const along = normalizeAxis('split', axis, x.rank);
  const sizes = sizesOf(x, parts, along);
  const begins = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  return sizes.map((size, i) =>
    slice(x, { begin: x.shape.map((_, other) => (other === along ? begins[i]! : 0)), size: x.shape.with(along, size) }),
  );
}

function isParts(attrs: SplitAttrs | SplitAttrs['parts']): attrs is SplitAttrs['parts'] {
  return typeof attrs === 'number' || Array.isArray(attrs);
}

function sizesOf(x: Tensor, parts: SplitAttrs['parts'], axis: number): readonly number[] {
  const length = x.shape[axis]!;
  const sizes = typeof parts === 'number' ? new Array<number>(Math.max(1, Math.trunc(parts))).fill(length / parts) : parts;
  const valid = sizes.every((size) => Number.isInteger(size) && size >= 0) && sizes.reduce((sum, size) => sum + size, 0) === length;
  if (!valid) {
    const given = typeof parts === 'number' ? String(parts) : format(parts);
    throw new ArgumentError(
      `split: the parts do not make up the axis: x ${format(x.shape)}, axis ${axis}, parts ${given}. Give a divisor of ${length}, or lengths that add up to it.`,
      'parts',
      parts,
    );
  }
  return sizes;
}
