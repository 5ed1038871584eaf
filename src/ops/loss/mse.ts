import type { Tensor } from '../../graph/tensor.ts';
import { squaredDifference } from '../elementwise/squared-difference.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/**
 * Mean squared error: `(prediction - target)^2`, by element.
 *
 * Shapes: `prediction`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * @throws {ShapeError} if the shapes differ.
 * @example mse(tensor([1, 2]), tensor([1, 4])).item(); // 2
 */
export function mse(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape('mse', 'prediction', prediction, 'target', target);
  return reduceLoss(squaredDifference(prediction, target), options);
}
