import { sizeOf } from '../../core/shape.ts';
import type { Kernels } from './kernel-type.ts';
import { block, valuesOf, zeros } from './values.ts';

/** The largest of each row, largest first, and where they stood. NaN is larger than all, as in NumPy; of equals the first comes first. */
export const topKKernels: Kernels<'TopK'> = {
  TopK: ({ x }, { k }) => {
    const width = x.shape.at(-1)!;
    const shape = x.shape.with(-1, k);
    const values = valuesOf(x);
    const largest = zeros(x.dtype, sizeOf(shape));
    const places = zeros('int32', sizeOf(shape));
    for (let row = 0; row * k < largest.length; row++) {
      const start = row * width;
      const order = Array.from({ length: width }, (_, i) => i).sort((i, j) => descending(values[start + i]!, values[start + j]!));
      for (let i = 0; i < k; i++) {
        largest[row * k + i] = values[start + order[i]!]!;
        places[row * k + i] = order[i]!;
      }
    }
    return [block(x, shape, x.dtype, largest), block(x, shape, 'int32', places)];
  },
};

function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a < b ? 1 : a > b ? -1 : 0;
}
