import { ShapeError } from '../../core/errors.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { minimum } from '../elementwise/minimum.ts';
import { relu } from '../elementwise/relu.ts';
import { sub } from '../elementwise/sub.ts';
import { norm } from '../reduce/norm.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `tripletMargin`. */
export interface TripletMarginOptions extends LossOptions {
  /** How much farther the negative must be than the positive; default 1. */
  readonly margin?: number;
  /** The norm that distances are measured by; default 2. */
  readonly p?: number;
  /** Added to differences, which keeps distances off 0; default 1e-6. */
  readonly epsilon?: number;
  /** True: the negative counts as near as it is to the anchor or to the positive; default false. */
  readonly swap?: boolean;
}

/**
 * Triplet loss: `max(0, d(anchor, positive) - d(anchor, negative) + margin)` by sample, with
 * `d(a, b) = norm(a - b + epsilon)`.
 *
 * Shapes: `anchor`, `positive`, `negative` [...N, D] -> [] (reduction 'mean', the default, or 'sum') or [...N] ('none')
 *
 * Balntas et al., "Learning local feature descriptors with triplets and shallow convolutional neural networks" (2016).
 *
 * @throws {ShapeError} if the shapes differ, or are of scalars; {ArgumentError} if p is not above 0.
 * @example tripletMargin(tensor([0, 0]), tensor([0, 2]), tensor([1, 0]), { epsilon: 0 }).item(); // 2
 */
export function tripletMargin(anchor: Tensor, positive: Tensor, negative: Tensor, options: TripletMarginOptions = {}): Tensor {
  const { margin = 1, p = 2, epsilon = 1e-6, swap = false, ...rest } = options;
  checkSameShape('tripletMargin', 'anchor', anchor, 'positive', positive);
  checkSameShape('tripletMargin', 'anchor', anchor, 'negative', negative);
  if (anchor.rank === 0)
    throw new ShapeError('tripletMargin: vectors lie along the last axis: anchor []. Give at least one axis.', { anchor: anchor.shape });
  const distance = (a: Tensor, b: Tensor): Tensor => norm(add(sub(a, b), epsilon), { ord: p, axis: -1 });
  const far = distance(anchor, negative);
  const farthest = swap ? minimum(far, distance(positive, negative)) : far;
  return reduceLoss(relu(add(sub(distance(anchor, positive), farthest), margin)), rest);
}
