import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { square } from '../elementwise/square.ts';
import { mean } from '../reduce/mean.ts';
import { affine, type AffineOptions } from './affine.ts';

/** Options of `rmsNorm`. */
export interface RmsNormOptions extends Pick<AffineOptions, 'gamma'> {
  /** Added to the mean of squares; default 1e-6. */
  readonly epsilon?: number;
}

/**
 * Each sample divided by the root of its mean square, over the last axis; then `* gamma`.
 *
 * Shapes: `x` [...N, L], `gamma` [L] -> [...N, L]
 *
 * Zhang and Sennrich, "Root Mean Square Layer Normalization" (2019), equation 4.
 *
 * @throws {ShapeError} if x is a scalar, or gamma is not [L].
 * @example rmsNorm(tensor([[3, 4]]), { epsilon: 0 }).square().sum().item(); // 2
 */
export function rmsNorm(x: Tensor, options: RmsNormOptions = {}): Tensor {
  if (x.rank === 0) throw new ShapeError(`rmsNorm: x must have an axis: x ${format(x.shape)}. Reshape it to [1].`, { x: x.shape });
  const scale = rsqrt(add(mean(square(x), { axis: -1, keepDims: true }), options.epsilon ?? 1e-6));
  return affine('rmsNorm', mul(x, scale), x.shape.slice(-1), options);
}
