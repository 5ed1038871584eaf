import { ArgumentError } from '../../core/errors.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { clip } from '../elementwise/clip.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { checkSameShape } from './check-same-shape.ts';
import { mae } from './mae.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Where the square ends, and how losses are reduced. */
export interface HuberOptions extends LossOptions {
  /** Errors up to this are squared, larger ones counted linearly; default 1. */
  readonly delta?: number;
}

/** Where the square ends, and how losses are reduced. */
export interface SmoothL1Options extends LossOptions {
  /** Errors up to this are squared, larger ones counted linearly; default 1. With 0 it is `mae`. */
  readonly beta?: number;
}

/**
 * Huber loss by element, of the error d: `d^2 / 2` up to delta, `delta (|d| - delta / 2)` beyond.
 *
 * Shapes: `prediction`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * Huber, "Robust Estimation of a Location Parameter" (1964).
 *
 * @throws {ShapeError} if the shapes differ; {ArgumentError} if delta is not above 0.
 * @example huber(tensor([0.5, 3]), tensor([0, 0]), { reduction: 'none' }).toArray(); // [0.125, 2.5]
 */
export function huber(prediction: Tensor, target: Tensor, { delta = 1, ...options }: HuberOptions = {}): Tensor {
  checkSameShape('huber', 'prediction', prediction, 'target', target);
  if (!(delta > 0))
    throw new ArgumentError(`huber: delta must be above 0: delta ${delta}. Use mae for errors that are never squared.`, 'delta', delta);
  return reduceLoss(huberOf(sub(prediction, target), delta), options);
}

/**
 * Smooth L1 loss: `huber` divided by beta, so that its slope is 1 beyond.
 *
 * Shapes: `prediction`, `target` [...X] -> [] (reduction 'mean', the default, or 'sum') or [...X] ('none')
 *
 * Girshick, "Fast R-CNN" (2015), equation 3.
 *
 * @throws {ShapeError} if the shapes differ; {ArgumentError} if beta is negative.
 * @example smoothL1(tensor([0.5, 3]), tensor([0, 0]), { beta: 2, reduction: 'none' }).toArray(); // [0.0625, 2]
 */
export function smoothL1(prediction: Tensor, target: Tensor, { beta = 1, ...options }: SmoothL1Options = {}): Tensor {
  checkSameShape('smoothL1', 'prediction', prediction, 'target', target);
  if (!(beta >= 0))
    throw new ArgumentError(
      `smoothL1: beta must be 0 or above: beta ${beta}. It is the error up to which the loss is a square.`,
      'beta',
      beta,
    );
  if (beta === 0) return mae(prediction, target, options);
  return reduceLoss(div(huberOf(sub(prediction, target), beta), beta), options);
}

/** With c the error clipped to delta, c (d - c / 2): the square of a large error, that is not wanted, cannot overflow. */
function huberOf(error: Tensor, delta: number): Tensor {
  const clipped = clip(error, { min: -delta, max: delta });
  return mul(clipped, sub(error, div(clipped, 2)));
}
