import type { TypedArray } from '../core/dtype.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { ShownValues } from './model.ts';

/** Numbers as a drawing shows them: all where there are at most `most`, and their statistics. */
export function shownValues(values: TypedArray, most: number): ShownValues {
  let [min, max, sum, squares, finite] = [Infinity, -Infinity, 0, 0, true];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    squares += value * value;
    finite &&= Number.isFinite(value);
  }
  const summary = { min, max, mean: sum / values.length, norm: Math.sqrt(squares), finite };
  return values.length <= most ? { all: Array.from(values), ...summary } : summary;
}

/** The same of a tensor; nothing where it is gone, or its device reads only asynchronously. */
export function shownTensor(tensor: Tensor | null, most: number): ShownValues | undefined {
  if (tensor === null || tensor.isDisposed || !tensor.device.readsSync || tensor.device.shapesOnly === true) return undefined;
  return shownValues(tensor.dataSync(), most);
}
