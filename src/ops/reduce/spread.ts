import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { normalizeAxes, reducedShape, sizeOf, type Shape } from '../../core/shape.ts';
import { constant } from '../../graph/constants.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { reshape } from '../movement/reshape.ts';
import { mean } from './mean.ts';
import type { SpreadAttrs } from './variance.ts';

/** Elements less the correction. Not below 0: then 0 / 0 gives NaN, as too few elements should. */
function degreesOfFreedom(shape: Shape, axes: readonly number[], correction = 0): number {
  return Math.max(0, sizeOf(axes.map((axis) => shape[axis]!)) - correction);
}

/** The mean squared distance from the mean, in two passes: a difference of large sums would cancel. @internal */
export function varianceRaw(op: string, x: Raw, { axis, keepDims = false, correction }: SpreadAttrs): Raw {
  const axes = normalizeAxes(op, axis, x.shape.length);
  const distance = kernel('Sub', { a: x, b: kernel('Mean', { x }, { axis: axes, keepDims: true }) });
  const total = kernel('Sum', { x: kernel('Square', { x: distance }) }, { axis: axes, keepDims });
  return kernel('RealDiv', { a: total, b: constant(x.device, degreesOfFreedom(x.shape, axes, correction), x.dtype) });
}

/** g (x - mean) / degrees of freedom: half the gradient of the variance. @internal */
export function varianceSlope(op: string, g: Tensor, x: Tensor, { axis, correction }: SpreadAttrs): Tensor {
  const axes = normalizeAxes(op, axis, x.shape.length);
  const distance = sub(x, mean(x, { axis: axes, keepDims: true }));
  return mul(distance, mul(reshape(g, { shape: reducedShape(x.shape, axes, true) }), 1 / degreesOfFreedom(x.shape, axes, correction)));
}
