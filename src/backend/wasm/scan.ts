import type { TensorInfo } from '@tensorflow/tfjs-core';
import { normalizeAxis, sizeOf } from '../../core/shape.ts';
import type { Heap, HeapDType } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';

interface ScanAttrs {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/** Running sums and products. tfjs's own take the axis in any order but transpose twice, and no bool. */
export const scanKernels: WasmKernels<'Cumprod' | 'Cumsum'> = {
  Cumprod: (heap, { x }, attrs) => scan(heap, x, attrs, 1, (product, v) => product * v),
  Cumsum: (heap, { x }, attrs) => scan(heap, x, attrs, 0, (sum, v) => sum + v),
};

function scan(
  heap: Heap,
  x: TensorInfo,
  { axis, exclusive, reverse }: ScanAttrs,
  initial: number,
  f: (total: number, v: number) => number,
): TensorInfo {
  const along = normalizeAxis('kernel', axis, x.shape.length);
  const length = x.shape[along]!;
  const inner = sizeOf(x.shape.slice(along + 1));
  const dtype: HeapDType = x.dtype === 'float32' ? 'float32' : 'int32';
  const output = heap.make(x.shape, dtype);
  const [values, totals] = [heap.values(x), heap.values(output)];
  const lines = length === 0 ? 0 : values.length / length;
  for (let line = 0; line < lines; line++) {
    const start = Math.floor(line / inner) * length * inner + (line % inner);
    let total = initial;
    for (let k = 0; k < length; k++) {
      const at = start + (reverse ? length - 1 - k : k) * inner;
      const next = f(total, values[at]!);
      totals[at] = exclusive ? total : next;
      total = next;
    }
  }
  return output;
}
