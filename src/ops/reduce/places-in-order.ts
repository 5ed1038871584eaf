import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { sizeOf } from '../../core/shape.ts';
import { constant } from '../../graph/constants.ts';
import { overLastAxis } from './over-last-axis.ts';

/** Where the `k` largest (or smallest) elements along an axis stand, best first, the first of equals before the others. @internal */
export function placesInOrder(x: Raw, axis: number, k: number, descending: boolean): Raw {
  return overLastAxis(x, axis, (rows) => (descending ? kernel('TopK', { x: rows }, { k, sorted: true })[1] : smallest(rows, k)));
}

/**
 * The order of largest first, read from its end. Rows are turned around before and places counted from the end, so that
 * the first of equals, which comes first there, comes first here.
 */
function smallest(rows: Raw, k: number): Raw {
  const { shape } = rows;
  const last = shape.length - 1;
  const length = shape[last]!;
  if (sizeOf(shape) === 0) return kernel('TopK', { x: rows }, { k, sorted: true })[1];
  const turned = kernel('Reverse', { x: rows }, { dims: [last] });
  const [, places] = kernel('TopK', { x: turned }, { k: length, sorted: true });
  const found = kernel(
    'Slice',
    { x: places },
    { begin: shape.map((_, axis) => (axis === last ? length - k : 0)), size: shape.with(last, k) },
  );
  const ordered = kernel('Reverse', { x: found }, { dims: [last] });
  return kernel('Sub', { a: constant(rows.device, length - 1, 'int32'), b: ordered });
}
