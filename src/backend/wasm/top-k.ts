import type { WasmKernels } from './kernel-type.ts';

/** The k largest of each row, largest first; the earlier of equals first, NaN before all. */
export const topKKernels: WasmKernels<'TopK'> = {
  TopK: (heap, { x }, { k }) => {
    const width = x.shape.at(-1)!;
    const shape = [...x.shape.slice(0, -1), k];
    const dtype = x.dtype === 'float32' ? 'float32' : 'int32';
    const largest = heap.make(shape, dtype);
    const indices = heap.make(shape, 'int32');
    const [values, tops, places] = [heap.values(x), heap.values(largest), heap.ints(indices)];
    const rows = width === 0 ? 0 : values.length / width;
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      const order = Array.from({ length: width }, (_, i) => i).sort((i, j) => compare(values[start + i]!, values[start + j]!) || i - j);
      for (let i = 0; i < k; i++) {
        places[row * k + i] = order[i]!;
        tops[row * k + i] = values[start + order[i]!]!;
      }
    }
    return [largest, indices];
  },
};

/** Descending; NaN first. */
function compare(a: number, b: number): number {
  if (a !== a || b !== b) return Number(b !== b) - Number(a !== a);
  return b > a ? 1 : b < a ? -1 : 0;
}
