import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import { isRecording } from '../../graph/grad-mode.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { checkIndices } from '../movement/check-indices.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { oneHot } from '../movement/one-hot.ts';
import { softmax } from '../reduce/softmax.ts';

/**
 * Cross-entropy of each row of logits with the class that its label names: `logSumExp(row) - row[label]`.
 *
 * Shapes: `logits` [N, C], `labels` int32 [N] -> [N]
 *
 * @internal `crossEntropy` checks shapes and reduces.
 */
export const sparseCrossEntropy: Op<['logits', 'labels']> = defineOp({
  name: 'sparseCrossEntropy',
  inputs: ['logits', 'labels'],
  keeps: ['gradient'],
  accepts: { logits: 'float', labels: 'int32' },
  outShape: ({ labels }) => labels.shape,
  forward: ({ logits, labels }) => {
    checkIndices('crossEntropy', labels, logits.shape[1]!);
    const [output, gradient] = kernel('SparseSoftmaxCrossEntropy', { logits, labels });
    return { output, gradient };
  },
  // d(logits) = softmax(logits) - oneHot(labels). The kernel gives it beside the loss; as a by-product it is a constant,
  // so a gradient that is to be differentiated again computes it from the logits.
  vjp: (saving) => ({
    logits: saving(['gradient', 'logits', 'labels'], (g, { gradient, logits, labels }) => {
      const rows = expandDims(g, -1);
      if (!isRecording()) return mul(rows, gradient);
      return mul(rows, sub(softmax(logits), oneHot(labels, logits.shape[1]!)));
    }),
    labels: null,
  }),
});
