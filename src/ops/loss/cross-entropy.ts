import { ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { logSoftmax } from '../reduce/log-softmax.ts';
import { sum } from '../reduce/sum.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';
import { sparseCrossEntropy } from './sparse-cross-entropy.ts';

/**
 * Cross-entropy of softmax(logits) with the target: the book's softmax-with-loss, in its stable form.
 *
 * Shapes: `logits` [N, C], `target` int32 [N] (class indices) or float [N, C] (one-hot, or any distribution)
 * -> [] (reduction 'mean', the default, or 'sum') or [N] ('none')
 *
 * @throws {ShapeError} if the target is neither int32 [N] nor float [N, C].
 * @example crossEntropy(tensor([[0, 0]]), tensor([1], { dtype: 'int32' })).item(); // 0.6931471805599453
 */
export function crossEntropy(logits: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  const [rows, classes] = logits.shape;
  const sparse = target.dtype === 'int32' && logits.rank === 2 && target.rank === 1 && target.shape[0] === rows;
  if (!sparse && !(logits.rank === 2 && target.dtype !== 'int32' && sameShape(target.shape, logits.shape))) {
    const expected = logits.rank === 2 ? `int32 [N] with N = ${rows} or one-hot [${rows},${classes}]` : 'int32 [N] or one-hot [N,C], with logits [N,C]';
    throw new ShapeError(`crossEntropy: target must be ${expected}, got ${target.dtype} ${format(target.shape)} for logits ${format(logits.shape)}.`, {
      logits: logits.shape,
      target: target.shape,
    });
  }
  const losses = sparse ? sparseCrossEntropy(logits, target) : neg(sum(mul(target, logSoftmax(logits)), 1));
  return reduceLoss(losses, options);
}
