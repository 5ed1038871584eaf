import { idOf } from '../handle.ts';
import { idAsFloat } from './cast.ts';
import type { Kernels } from './kernel-type.ts';

/** Over the last axis. */
export const softmaxKernels: Kernels<'LogSoftmax' | 'Softmax' | 'SparseSoftmaxCrossEntropy'> = {
  LogSoftmax: (tf, { logits }) => tf.op('LogSoftmax', [idAsFloat(tf, logits)]),
  Softmax: (tf, { logits }) => tf.op('Softmax', [idAsFloat(tf, logits)]),
  SparseSoftmaxCrossEntropy: (tf, { logits, labels }) =>
    tf.ops('SparseSoftmaxCrossEntropyWithLogits', [idAsFloat(tf, logits), idOf(labels)], 2),
};
