import type { TensorInfo } from '@tensorflow/tfjs-core';
import { ArgumentError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { SoftmaxKernel } from '../kernel-families.ts';
import type { Heap } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

/** Over the last axis, with the largest logit taken off first: exp then overflows for none. */
export const softmaxKernels: WasmKernels<SoftmaxKernel> = {
  LogSoftmax: (heap, { logits }) => {
    const x = asFloat(heap, logits);
    const { rows, width } = rowsOf(logits);
    const output = heap.make(logits.shape, 'float32');
    const totals = logTotals(heap, x, rows, width);
    heap.simd.subtract(heap.offset(x), 4 * width, 4, heap.offset(totals), 4, 0, heap.offset(output), rows, width);
    return output;
  },
  Softmax: (heap, { logits }) => {
    const x = asFloat(heap, logits);
    const { rows, width } = rowsOf(logits);
    const output = heap.make(logits.shape, 'float32');
    heap.simd.softmax(heap.offset(x), heap.offset(output), rows, width);
    return output;
  },
  SparseSoftmaxCrossEntropy: (heap, { logits, labels }) => {
    const { rows, width } = rowsOf(logits);
    // Else another row would answer for it. Before anything is made, so that nothing leaks.
    const stray = heap.ints(labels).find((label) => label < 0 || label >= width);
    if (stray !== undefined) throw outside(stray, width);
    const x = asFloat(heap, logits);
    const losses = heap.make(labels.shape, 'float32');
    const gradients = heap.make(logits.shape, 'float32');
    const totals = logTotals(heap, x, rows, width);
    heap.simd.softmax(heap.offset(x), heap.offset(gradients), rows, width);
    const [scores, total, classes, loss, gradient] = [
      heap.floats(x),
      heap.floats(totals),
      heap.ints(labels),
      heap.floats(losses),
      heap.floats(gradients),
    ];
    for (let n = 0; n < rows; n++) {
      const at = n * width + classes[n]!;
      loss[n] = total[n]! - scores[at]!;
      gradient[at]! -= 1;
    }
    return [losses, gradients];
  },
};

function outside(label: number, width: number): ArgumentError {
  const range = `Use indices from 0 to ${width - 1}.`;
  return new ArgumentError(`crossEntropy: an index is outside the axis: index ${label}, length ${width}. ${range}`, 'indices', label);
}

function rowsOf({ shape }: TensorInfo): { readonly rows: number; readonly width: number } {
  const width = shape.at(-1) ?? 1;
  return { rows: width === 0 ? 0 : sizeOf(shape) / width, width };
}

/** For each row the log of its sum of exp. */
function logTotals(heap: Heap, x: TensorInfo, rows: number, width: number): TensorInfo {
  const largest = heap.make([rows], 'float32');
  const totals = heap.make([rows], 'float32');
  const scratch = heap.scratch(4 * width);
  heap.simd.softmaxTotals(heap.offset(x), heap.offset(largest), heap.offset(totals), rows, width, scratch);
  const [most, total] = [heap.floats(largest), heap.floats(totals)];
  for (let n = 0; n < rows; n++) total[n] = most[n]! + Math.log(total[n]!);
  return totals;
}
