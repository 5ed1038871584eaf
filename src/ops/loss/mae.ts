import type { Tensor } from '../../graph/tensor.ts';
import { abs } from '../elementwise/abs.ts';
import { sub } from '../elementwise/sub.ts';
import { checkSameShape } from './check-same-shape.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/**
 * Mean absolute error: `|prediction - target|`, by element. The gradient at 0 is 0.
 *
 * Shapes: `prediction`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * @throws {ShapeError} if the shapes differ.
 * @example mae(tensor([1, 2]), tensor([1, 4])).item(); // 1
 */
export function mae(prediction: Tensor, target: Tensor, options: LossOptions = {}): Tensor {
  checkSameShape('mae', 'prediction', prediction, 'target', target);
  return reduceLoss(abs(sub(prediction, target)), options);
}
