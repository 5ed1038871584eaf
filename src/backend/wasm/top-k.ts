import type { Values } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';

/** Up to this many are kept in order while a row is walked; for more, the whole row is sorted. */
const few = 32;

/** The k largest of each row, largest first; the earlier of equals first, NaN before all. */
export const topKKernels: WasmKernels<'TopK'> = {
  TopK: (heap, { x }, { k }) => {
    const width = x.shape.at(-1)!;
    const shape = x.shape.with(-1, k);
    const largest = heap.make(shape, x.dtype === 'float32' ? 'float32' : 'int32');
    const indices = heap.make(shape, 'int32');
    const [values, tops, places] = [heap.values(x), heap.values(largest), heap.ints(indices)];
    const pick = k <= few ? insertLargest : sortLargest;
    const order = new Int32Array(k <= few ? k : width);
    const rows = width === 0 ? 0 : values.length / width;
    for (let row = 0; row < rows; row++) {
      const start = row * width;
      pick(values, start, width, order);
      for (let i = 0; i < k; i++) {
        places[row * k + i] = order[i]!;
        tops[row * k + i] = values[start + order[i]!]!;
      }
    }
    return [largest, indices];
  },
};

function insertLargest(values: Values, start: number, width: number, order: Int32Array): void {
  const k = order.length;
  for (let i = 0, count = 0; i < width; i++) {
    const v = values[start + i]!;
    if (count === k && !isLarger(v, values[start + order[k - 1]!]!)) continue;
    let at = count < k ? count++ : k - 1;
    for (; at > 0 && isLarger(v, values[start + order[at - 1]!]!); at--) order[at] = order[at - 1]!;
    order[at] = i;
  }
}

function sortLargest(values: Values, start: number, width: number, order: Int32Array): void {
  for (let i = 0; i < width; i++) order[i] = i;
  order.sort((i, j) => {
    const [a, b] = [values[start + i]!, values[start + j]!];
    return isLarger(a, b) ? -1 : isLarger(b, a) ? 1 : i - j;
  });
}

function isLarger(a: number, b: number): boolean {
  return a > b || (a !== a && b === b);
}
