import { ArrayDataset } from '../array-dataset.ts';
import { hostArray } from '../host-array.ts';

/**
 * The four cases of exclusive or, which no single layer can tell apart.
 *
 * Shapes: x [2], y [1]
 *
 * @example const data = xor();
 */
export function xor(): ArrayDataset {
  const x = hostArray(Float64Array.of(0, 0, 1, 0, 0, 1, 1, 1), [4, 2]);
  return new ArrayDataset(x, hostArray(Float64Array.of(0, 1, 1, 0), [4, 1]), { source: 'generated' });
}
