import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { affine, type AffineOptions } from './affine.ts';
import { standardize } from './normalize.ts';

/**
 * Instance normalization: each channel of each sample, over its pixels, to mean 0 and variance 1; then `* gamma + beta` by
 * channel.
 *
 * Shapes: `x` [N, ..., C], `gamma`, `beta` [C] -> [N, ..., C]
 *
 * Ulyanov, Vedaldi and Lempitsky, "Instance Normalization" (2016), equation 4.
 *
 * @throws {ShapeError} if x has no axis between samples and channels, or gamma or beta are not [C].
 * @example instanceNorm(tensor([[[1, 10], [3, 30]]]), { epsilon: 0 }).toArray(); // [[[-1, -1], [1, 1]]]
 */
export function instanceNorm(x: Tensor, options: AffineOptions = {}): Tensor {
  if (x.rank < 3)
    throw new ShapeError(`instanceNorm: x must be [N,...,C] with pixels between: x ${format(x.shape)}. Use layerNorm for vectors.`, {
      x: x.shape,
    });
  const pixels = Array.from({ length: x.rank - 2 }, (_, i) => i + 1);
  return affine('instanceNorm', standardize(x, pixels, options.epsilon ?? 1e-5), [x.shape.at(-1)!], options);
}
