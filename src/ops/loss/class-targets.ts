import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { cast } from '../elementwise/cast.ts';
import { div } from '../elementwise/div.ts';
import { mul } from '../elementwise/mul.ts';
import { notEqual } from '../elementwise/not-equal.ts';
import { where } from '../elementwise/where.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { gather } from '../movement/gather.ts';
import { reshape } from '../movement/reshape.ts';
import { sum } from '../reduce/sum.ts';
import { reduceLoss, type LossOptions } from './reduction.ts';

/** Options of losses whose target is the number of a class. */
export interface ClassLossOptions extends LossOptions {
  /** [C]: what each class counts. The mean is then divided by the weights of the targets, not by their number. */
  readonly weight?: Tensor;
  /** Samples whose target is this number count for nothing, neither in the sum nor in the mean's divisor. */
  readonly ignoreIndex?: number;
}

/** Class numbers for rows, ready to be looked up. @internal */
export interface ClassTargets {
  /** [M, C]; zeros for what is ignored: NaN there would come back in the gradient, for 0 * NaN is NaN. */
  readonly rows: Tensor;
  /** int32 [M]; 0 for what is ignored. */
  readonly labels: Tensor;
  /** bool [M]; undefined if nothing is ignored. */
  readonly counted: Tensor | undefined;
  /** [M]: the weight of each row's class, 0 for what is ignored; undefined if all count 1. */
  readonly share: Tensor | undefined;
}

/** True of a target that names classes: int32 with one axis less than x. @internal */
export function namesClasses(x: Tensor, target: Tensor): boolean {
  return target.dtype === 'int32' && x.rank === target.rank + 1 && sameShape(x.shape.slice(0, -1), target.shape);
}

/** @throws {ShapeError} if the weights are not one for each class. @internal */
export function checkWeight(op: string, weight: Tensor | undefined, classes: number): void {
  if (weight === undefined || sameShape(weight.shape, [classes])) return;
  throw new ShapeError(`${op}: weight must be one number for each class: weight ${format(weight.shape)}, expected [${classes}].`, {
    weight: weight.shape,
  });
}

/** x [...N, C] and int32 [...N] as rows and labels. @internal */
export function classTargets(op: string, x: Tensor, target: Tensor, { weight, ignoreIndex }: ClassLossOptions): ClassTargets {
  const classes = x.shape.at(-1)!;
  checkWeight(op, weight, classes);
  const count = sizeOf(target.shape);
  const given = reshape(target, [count]);
  const counted = ignoreIndex === undefined ? undefined : notEqual(given, ignoreIndex);
  const labels = counted === undefined ? given : mul(given, cast(counted, 'int32'));
  const rows = reshape(x, [count, classes]);
  const weights = weight === undefined ? undefined : gather(weight, labels);
  const share = counted === undefined ? weights : weights === undefined ? cast(counted, x.dtype) : mul(weights, cast(counted, x.dtype));
  return { rows: counted === undefined ? rows : where(expandDims(counted, -1), rows, 0), labels, counted, share };
}

/** Weighted losses [M] as the caller wants them. @internal */
export function reduceClassLosses(losses: Tensor, { share }: ClassTargets, { reduction }: LossOptions, shape: Shape): Tensor {
  if (share !== undefined && (reduction ?? 'mean') === 'mean') return div(sum(losses), sum(share));
  return reduceLoss(reduction === 'none' ? reshape(losses, shape) : losses, reduction === undefined ? {} : { reduction });
}
