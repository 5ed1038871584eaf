import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

type Names = 'LogSoftmax' | 'Softmax' | 'SparseSoftmaxCrossEntropy';

/** Over the last axis, with the largest logit taken off first: exp then overflows for none. */
export const softmaxKernels: WasmKernels<Names> = {
  LogSoftmax: (heap, { logits }) => {
    const x = asFloat(heap, logits);
    const output = heap.make(logits.shape, 'float32');
    logSoftmax(heap.floats(x), widthOf(logits), heap.floats(output));
    return output;
  },
  Softmax: (heap, { logits }) => {
    const x = asFloat(heap, logits);
    const output = heap.make(logits.shape, 'float32');
    softmax(heap.floats(x), widthOf(logits), heap.floats(output));
    return output;
  },
  SparseSoftmaxCrossEntropy: (heap, { logits, labels }) => {
    const floats = asFloat(heap, logits);
    const losses = heap.make(labels.shape, 'float32');
    const gradients = heap.make(logits.shape, 'float32');
    const width = widthOf(logits);
    const [x, classes, loss, gradient] = [heap.floats(floats), heap.values(labels), heap.floats(losses), heap.floats(gradients)];
    softmax(x, width, gradient);
    for (let n = 0; n < loss.length; n++) {
      const at = n * width + classes[n]!;
      loss[n] = logOfTotal(x, n * width, width) - x[at]!;
      gradient[at]! -= 1;
    }
    return [losses, gradients];
  },
};

function widthOf(logits: TensorInfo): number {
  return logits.shape.at(-1) ?? 1;
}

/** log of the sum of exp over one row. */
function logOfTotal(x: Float32Array, start: number, width: number): number {
  let largest = -Infinity;
  for (let c = start; c < start + width; c++) largest = Math.max(largest, x[c]!);
  let total = 0;
  for (let c = start; c < start + width; c++) total += Math.exp(x[c]! - largest);
  return largest + Math.log(total);
}

function logSoftmax(x: Float32Array, width: number, into: Float32Array): void {
  for (let start = 0; start < x.length; start += width) {
    const shift = logOfTotal(x, start, width);
    for (let c = start; c < start + width; c++) into[c] = x[c]! - shift;
  }
}

function softmax(x: Float32Array, width: number, into: Float32Array): void {
  for (let start = 0; start < x.length; start += width) {
    const shift = logOfTotal(x, start, width);
    for (let c = start; c < start + width; c++) into[c] = Math.exp(x[c]! - shift);
  }
}
