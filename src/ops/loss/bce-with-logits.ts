import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { softplus } from '../elementwise/softplus.ts';
import { sub } from '../elementwise/sub.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `bceWithLogits`. */
export interface BceWithLogitsOptions extends LossOptions {
  /** What positive targets count, broadcasting with the target; default 1. */
  readonly posWeight?: Tensor | number;
}

/**
 * Binary cross-entropy of sigmoid(logits) with targets from 0 to 1, by element: `(1 - t) x + softplus(-x)` with logits x, the
 * second term times `1 + (posWeight - 1) t`. No exponential overflows.
 *
 * Shapes: `logits`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * @throws {ShapeError} if the shapes differ, or posWeight does not broadcast.
 * @example bceWithLogits(tensor([0, 1000]), tensor([1, 1])).item(); // 0.34657359027997264
 */
export function bceWithLogits(logits: Tensor, target: Tensor, { posWeight, ...options }: BceWithLogitsOptions = {}): Tensor {
  checkSameShape('bceWithLogits', 'logits', logits, 'target', target);
  const missed = softplus(neg(logits));
  const weighted = posWeight === undefined ? missed : mul(missed, add(mul(sub(posWeight, 1), target), 1));
  return reduceLoss(add(mul(sub(1, target), logits), weighted), options);
}
