import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { neg } from '../elementwise/neg.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { squeeze } from '../movement/squeeze.ts';
import { takeAlong } from '../movement/take-along.ts';
import { checkTensors } from './check-tensors.ts';
import { classTargets, namesClasses, reduceClassLosses, type ClassLossOptions } from './class-targets.ts';

/**
 * Negative log-likelihood: minus the log-probability of each target's class. After `logSoftmax` it is `crossEntropy`.
 *
 * Shapes: `logProbabilities` [...N, C], `target` int32 [...N] -> [] (reduction 'mean', the default, or 'sum') or [...N] ('none')
 *
 * @throws {ShapeError} if the target is not int32 [...N].
 * @example nll(tensor([[-1, -2]]), tensor([1], { dtype: 'int32' })).item(); // 2
 */
export function nll(logProbabilities: Tensor, target: Tensor, options: ClassLossOptions = {}): Tensor {
  checkTensors('nll', { logProbabilities, target });
  if (logProbabilities.rank === 0 || !namesClasses(logProbabilities, target)) {
    throw new ShapeError(
      `nll: target must be int32 [...N] with logProbabilities [...N,C]: target ${target.dtype} ${format(target.shape)}, logProbabilities ${format(logProbabilities.shape)}. Give class numbers.`,
      { logProbabilities: logProbabilities.shape, target: target.shape },
    );
  }
  const targets = classTargets('nll', logProbabilities, target, options);
  const losses = neg(squeeze(takeAlong(targets.rows, expandDims(targets.labels, -1)), -1));
  return reduceClassLosses(targets.share === undefined ? losses : mul(losses, targets.share), targets, options, target.shape);
}
