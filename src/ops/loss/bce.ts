import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { clip } from '../elementwise/clip.ts';
import { equal } from '../elementwise/equal.ts';
import { log } from '../elementwise/log.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { sub } from '../elementwise/sub.ts';
import { where } from '../elementwise/where.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** PyTorch's BCELoss: "clamps its log function outputs to be greater than or equal to -100". */
const lowestLog = -100;

/**
 * Binary cross-entropy of probabilities with targets from 0 to 1: `-(t log(p) + (1 - t) log(1 - p))`, by element, the
 * logarithms at least -100. `bceWithLogits` is the form to train with: it loses nothing near 0 and 1.
 *
 * Shapes: `probabilities`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * @throws {ShapeError} if the shapes differ.
 * @example bce(tensor([0.5]), tensor([1])).item(); // 0.6931471805599453
 */
export function bce(probabilities: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape('bce', 'probabilities', probabilities, 'target', target);
  const losses = add(mul(target, boundedLog(probabilities)), mul(sub(1, target), boundedLog(sub(1, probabilities))));
  return reduceLoss(neg(losses), options);
}

/** The logarithm of 0 is -100, with gradient 0: 1 is looked up in its place, for 0 * Infinity would be NaN. */
function boundedLog(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  return where(isZero, lowestLog, clip(log(where(isZero, 1, x)), { min: lowestLog }));
}
