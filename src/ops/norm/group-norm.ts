import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, sizeOf } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { reshape } from '../movement/reshape.ts';
import { affine, type AffineOptions } from './affine.ts';
import { standardize } from './normalize.ts';

/** Options of `groupNorm`. */
export interface GroupNormOptions extends AffineOptions {
  /** Equal parts of the channels, each with its own moments. */
  readonly groups: number;
}

/**
 * Group normalization: each sample's groups of channels, over all their pixels, to mean 0 and variance 1; then
 * `* gamma + beta` by channel.
 *
 * Shapes: `x` [N, ..., C], `gamma`, `beta` [C] -> [N, ..., C]
 *
 * Wu and He, "Group Normalization" (2018), equations 1 to 6.
 *
 * @throws {ArgumentError} if groups does not divide C; {ShapeError} if x has fewer than two axes, or gamma or beta are not [C].
 * @example groupNorm(tensor([[1, 3, 10, 30]]), { groups: 2, epsilon: 0 }).toArray(); // [[-1, 1, -1, 1]]
 */
export function groupNorm(x: Tensor, options: GroupNormOptions): Tensor {
  const { groups, epsilon = 1e-5 } = options;
  if (x.rank < 2)
    throw new ShapeError(`groupNorm: x must be [N,...,C]: x ${format(x.shape)}. Add the missing axes with expandDims.`, { x: x.shape });
  const [samples, channels] = [x.shape[0]!, x.shape.at(-1)!];
  if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
    throw new ArgumentError(
      `groupNorm: groups must divide the channels: groups ${groups}, x ${format(x.shape)}. Use a divisor of ${channels}.`,
      'groups',
      groups,
    );
  }
  const apart = reshape(x, [samples, sizeOf(x.shape.slice(1, -1)), groups, channels / groups]);
  return affine('groupNorm', reshape(standardize(apart, [1, 3], epsilon), x.shape), [channels], options);
}
