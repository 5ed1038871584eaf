import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { equal } from '../elementwise/equal.ts';
import { exp } from '../elementwise/exp.ts';
import { log } from '../elementwise/log.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { where } from '../elementwise/where.ts';
import { sum } from '../reduce/sum.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `klDiv`. */
export interface KlDivOptions extends LossOptions {
  /** True if the target is given by its logarithms; default false. */
  readonly logTarget?: boolean;
}

/**
 * Kullback-Leibler divergence of a distribution, given by its logarithms, from the target: by sample
 * `sum(target * (log(target) - logProbabilities))`; 0 log(0) is 0.
 *
 * Shapes: `logProbabilities`, `target` [...N, C] -> [] (reduction 'mean' over samples, the default, or 'sum') or [...N] ('none')
 *
 * The mean is the one that mathematics has, PyTorch's `batchmean`; its own `mean` divides by C too.
 *
 * @throws {ShapeError} if the shapes differ, or are of scalars.
 * @example klDiv(tensor([Math.log(0.5), Math.log(0.5)]), tensor([1, 0])).item(); // 0.6931471805599453
 */
export function klDiv(logProbabilities: Tensor, target: Tensor, { logTarget = false, ...options }: KlDivOptions = {}): Tensor {
  checkSameShape('klDiv', 'logProbabilities', logProbabilities, 'target', target);
  if (target.rank === 0)
    throw new ShapeError(`klDiv: distributions lie along the last axis: target ${format(target.shape)}. Give at least one axis.`, {
      target: target.shape,
    });
  const terms = logTarget ? mul(exp(target), sub(target, logProbabilities)) : ofProbabilities(logProbabilities, target);
  return reduceLoss(sum(terms, -1), options);
}

/** Where the target is 0 the term is 0, and so is its gradient: neither asks for log(0), nor for 0 * Infinity. */
function ofProbabilities(logProbabilities: Tensor, target: Tensor): Tensor {
  const isZero = equal(target, 0);
  return where(isZero, 0, mul(target, sub(log(where(isZero, 1, target)), logProbabilities)));
}
