import type { SoftmaxKernel } from '../kernel-families.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { blockFrom, floatsOf, valuesOf } from './values.ts';

/** Over the last axis, with the largest logit taken off first: exp then overflows for none. */
export const softmaxKernels: Kernels<SoftmaxKernel> = {
  LogSoftmax: ({ logits }) => blockFrom(logits, logits.shape, 'float64', logSoftmax(logits)),
  Softmax: ({ logits }) => {
    const x = floatsOf(logits);
    const width = logits.shape.at(-1) ?? 1;
    const probabilities = new Float64Array(x.length);
    for (let start = 0; start < x.length; start += width) {
      const { largest, total } = sumOfExp(x, start, width);
      for (let c = start; c < start + width; c++) probabilities[c] = Math.exp(x[c]! - largest) / total;
    }
    return blockFrom(logits, logits.shape, 'float64', probabilities);
  },
  SparseSoftmaxCrossEntropy: ({ logits, labels }) => {
    const width = logits.shape.at(-1)!;
    const classes = valuesOf(labels);
    const gradient = logSoftmax(logits);
    const losses = new Float64Array(classes.length);
    for (let n = 0; n < losses.length; n++) {
      const row = gradient.subarray(n * width, (n + 1) * width);
      const label = classes[n]!;
      // A label outside has no loss: NaN says so in the row, as TensorFlow does on a GPU.
      losses[n] = -(row[label] ?? NaN);
      for (let c = 0; c < width; c++) row[c] = label in row ? Math.exp(row[c]!) - Number(c === label) : NaN;
    }
    return [blockFrom(logits, labels.shape, 'float64', losses), blockFrom(logits, logits.shape, 'float64', gradient)];
  },
};

function logSoftmax(logits: Raw): Float64Array {
  const x = floatsOf(logits);
  const width = logits.shape.at(-1) ?? 1;
  const result = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += width) {
    const { largest, total } = sumOfExp(x, start, width);
    const logTotal = Math.log(total);
    for (let c = start; c < start + width; c++) result[c] = x[c]! - largest - logTotal;
  }
  return result;
}

function sumOfExp(x: Float64Array, start: number, width: number): { readonly largest: number; readonly total: number } {
  let largest = -Infinity;
  for (let c = start; c < start + width; c++) largest = Math.max(largest, x[c]!);
  let total = 0;
  for (let c = start; c < start + width; c++) total += Math.exp(x[c]! - largest);
  return { largest, total };
}
