import { ShapeError } from '../../core/errors.ts';
import { format, sameShape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { log } from '../elementwise/log.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { squeeze } from '../movement/squeeze.ts';
import { takeAlong } from '../movement/take-along.ts';
import { sum } from '../reduce/sum.ts';
import { checkTensors } from './check-tensors.ts';
import { namesClasses } from './class-targets.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of `crossEntropyError`. */
export interface CrossEntropyErrorOptions extends LossOptions {
  /** Added to each probability, so that none has the logarithm of 0; default 1e-7. */
  readonly delta?: number;
}

/**
 * Cross-entropy of given probabilities with the target, `-sum(target * log(probabilities + delta))` by sample. `crossEntropy`
 * takes logits instead and needs no delta.
 *
 * Shapes: `probabilities` [...N, C], `target` int32 [...N] (class numbers) or float [...N, C] -> [] (reduction 'mean', the
 * default, or 'sum') or [...N] ('none')
 *
 * The book, section 4.2.
 *
 * @throws {ShapeError} if the target is neither int32 [...N] nor float [...N, C].
 * @example crossEntropyError(tensor([0.25, 0.75]), tensor([0, 1]), { delta: 0 }).item(); // 0.2876820724517809
 */
export function crossEntropyError(
  probabilities: Tensor,
  target: Tensor,
  { delta = 1e-7, ...options }: CrossEntropyErrorOptions = {},
): Tensor {
  checkTensors('crossEntropyError', { probabilities, target });
  const named = probabilities.rank > 0 && namesClasses(probabilities, target);
  if (!named && !(probabilities.rank > 0 && target.dtype !== 'int32' && sameShape(target.shape, probabilities.shape))) {
    throw new ShapeError(
      `crossEntropyError: target must be int32 [...N] or float [...N,C]: target ${target.dtype} ${format(target.shape)}, probabilities ${format(probabilities.shape)}. Give class numbers, or one row for each sample.`,
      { probabilities: probabilities.shape, target: target.shape },
    );
  }
  const losses = named
    ? log(add(squeeze(takeAlong(probabilities, expandDims(target, -1)), -1), delta))
    : sum(mul(target, log(add(probabilities, delta))), -1);
  return reduceLoss(neg(losses), options);
}
