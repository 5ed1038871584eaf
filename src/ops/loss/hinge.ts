import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { relu } from '../elementwise/relu.ts';
import { sub } from '../elementwise/sub.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `hinge`. */
export interface HingeOptions extends LossOptions {
  /** How far on the right side a score must lie; default 1. */
  readonly margin?: number;
}

/**
 * Hinge loss of scores with targets -1 and 1: `max(0, margin - target * score)`, by element. The gradient at the margin is 0.
 *
 * Shapes: `scores`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * Cortes and Vapnik, "Support-Vector Networks" (1995).
 *
 * @throws {ShapeError} if the shapes differ.
 * @example hinge(tensor([0.5, 2]), tensor([-1, 1]), { reduction: 'none' }).toArray(); // [1.5, 0]
 */
export function hinge(scores: Tensor, target: Tensor, { margin = 1, ...options }: HingeOptions = {}): Tensor {
  checkSameShape('hinge', 'scores', scores, 'target', target);
  return reduceLoss(relu(sub(margin, mul(target, scores))), options);
}
