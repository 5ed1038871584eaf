import { ArgumentError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { affine, type AffineOptions } from './affine.ts';
import { standardize } from './normalize.ts';

/** Options of `layerNorm`. */
export interface LayerNormOptions extends AffineOptions {
  /** How many axes from the last make up a layer; default 1. */
  readonly axes?: number;
}

/**
 * Layer normalization: each sample, over its last axes, to mean 0 and variance 1; then `* gamma + beta`.
 *
 * Shapes: `x` [...N, ...L], `gamma`, `beta` [...L] -> [...N, ...L]
 *
 * Ba, Kiros and Hinton, "Layer Normalization" (2016), equation 4.
 *
 * @throws {ShapeError} if gamma or beta have another shape than L; {ArgumentError} if x has fewer axes.
 * @example layerNorm(tensor([[1, 3], [10, 30]]), { epsilon: 0 }).toArray(); // [[-1, 1], [-1, 1]]
 */
export function layerNorm(x: Tensor, options: LayerNormOptions = {}): Tensor {
  const { axes = 1, epsilon = 1e-5 } = options;
  if (!Number.isInteger(axes) || axes < 1 || axes > x.rank) {
    throw new ArgumentError(
      `layerNorm: a layer must have from 1 to as many axes as x: axes ${axes}, x ${format(x.shape)}. Give the number of axes counted from the last.`,
      'axes',
      axes,
    );
  }
  const first = x.rank - axes;
  const over = Array.from({ length: axes }, (_, i) => first + i);
  return affine('layerNorm', standardize(x, over, epsilon), x.shape.slice(first), options);
}
