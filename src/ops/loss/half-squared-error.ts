import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { squaredDifference } from '../elementwise/squared-difference.ts';
import { sum } from '../reduce/sum.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/**
 * Half the sum of squared errors: by sample `sum((prediction - target)^2) / 2`. Its gradient is the error itself.
 *
 * Shapes: `prediction`, `target` [N, ...X] -> [] (reduction 'sum', the default, or 'mean' over samples) or [N] ('none'); a
 * vector is one sample
 *
 * The book, section 4.2.1 (there called mean squared error).
 *
 * @throws {ShapeError} if the shapes differ.
 * @example halfSquaredError(tensor([0.1, 0.9]), tensor([0, 1])).item(); // 0.01
 */
export function halfSquaredError(prediction: Tensor, target: Tensor, { reduction = 'sum' }: LossOptions = {}): Tensor {
  checkSameShape('halfSquaredError', 'prediction', prediction, 'target', target);
  const first = prediction.rank < 2 ? 0 : 1;
  const axis = Array.from({ length: prediction.rank - first }, (_, i) => i + first);
  return reduceLoss(mul(sum(squaredDifference(prediction, target), { axis }), 0.5), { reduction });
}
