import { ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { relu } from '../elementwise/relu.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { square } from '../elementwise/square.ts';
import { sub } from '../elementwise/sub.ts';
import { where } from '../elementwise/where.ts';
import { sum } from '../reduce/sum.ts';
import { checkSameShape } from './check-same-shape.ts';
import { checkTensors } from './check-tensors.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `cosineEmbedding`. */
export interface CosineEmbeddingOptions extends LossOptions {
  /** The cosine up to which unlike pairs cost nothing; default 0. */
  readonly margin?: number;
}

/** Added to squared lengths, as PyTorch does: a vector of zeros has cosine 0. */
const epsilon = 1e-12;

/**
 * Cosine embedding loss of pairs of vectors: `1 - cos` where the target is 1 (alike), `max(0, cos - margin)` where it is -1.
 *
 * Shapes: `a`, `b` [...N, D], `target` [...N] -> [] (reduction 'mean', the default, or 'sum') or [...N] ('none')
 *
 * @throws {ShapeError} if the shapes do not match.
 * @example cosineEmbedding(tensor([[1, 0]]), tensor([[0, 2]]), tensor([1])).item(); // 1
 */
export function cosineEmbedding(a: Tensor, b: Tensor, target: Tensor, { margin = 0, ...options }: CosineEmbeddingOptions = {}): Tensor {
  checkSameShape('cosineEmbedding', 'a', a, 'b', b);
  checkTensors('cosineEmbedding', { target });
  if (a.rank === 0 || !sameShape(target.shape, a.shape.slice(0, -1))) {
    throw new ShapeError(
      `cosineEmbedding: target must be [...N] with a and b [...N,D]: target ${format(target.shape)}, a ${format(a.shape)}. Give one number for each pair.`,
      {
        target: target.shape,
        a: a.shape,
      },
    );
  }
  const cosine = mul(sum(mul(a, b), -1), mul(inverseLength(a), inverseLength(b)));
  return reduceLoss(where(equal(target, 1), sub(1, cosine), relu(sub(cosine, margin))), options);
}

/** By vector, so that the product of two squared lengths cannot overflow. */
function inverseLength(x: Tensor): Tensor {
  return rsqrt(add(sum(square(x), -1), epsilon));
}
