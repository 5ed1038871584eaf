import { ArgumentError } from '../core/errors.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { groupNorm } from '../ops/norm/group-norm.ts';
import { instanceNorm } from '../ops/norm/instance-norm.ts';
import { affineOf, type NormOptions } from './norm-options.ts';
import { checkEnd, checkSizes, checkWithin } from './layer-checks.ts';
import { ones, zeros } from './init.ts';
import { parameterOf } from './lazy-parameter.ts';
import { Module } from './module.ts';

/**
 * Group normalization (Wu and He 2018): each sample's groups of channels, over all their pixels, to mean 0 and variance 1;
 * then `* weight + bias` by channel.
 *
 * Shapes: `x` [N, ..., C] -> the same; `weight`, `bias` [C], at first 1 and 0
 *
 * @throws {ArgumentError} if groups does not divide C; {ShapeError} if x has another number of channels.
 * @example new GroupNorm(2, 8).forward(ones([1, 4, 4, 8])).shape; // [1, 4, 4, 8]
 */
export class GroupNorm extends Module {
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #groups: number;
  readonly #channels: number;
  readonly #epsilon: number;

  constructor(groups: number, channels: number, { epsilon = 1e-5, affine = true }: NormOptions = {}) {
    super();
    checkSizes('GroupNorm', { channels });
    if (!Number.isInteger(groups) || groups < 1 || channels % groups !== 0) {
      throw new ArgumentError(
        `GroupNorm: groups must divide the channels: groups ${groups}, channels ${channels}. Use a divisor of ${channels}.`,
        'groups',
        groups,
      );
    }
    checkWithin('GroupNorm', 'epsilon', epsilon, 0, Infinity);
    this.weight = affine ? parameterOf('weight', ones(), [channels]) : null;
    this.bias = affine ? parameterOf('bias', zeros(), [channels]) : null;
    this.#groups = groups;
    this.#channels = channels;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    checkEnd('GroupNorm', x, [this.#channels]);
    return groupNorm(x, { groups: this.#groups, epsilon: this.#epsilon, ...affineOf(this) });
  }
}

/**
 * Instance normalization (Ulyanov et al. 2016): each channel of each sample, over its pixels, to mean 0 and variance 1; with
 * `affine` then `* weight + bias` by channel.
 *
 * Shapes: `x` [N, ..., C] -> the same; `weight`, `bias` [C], at first 1 and 0
 *
 * @throws {ShapeError} if x has no pixels, or another number of channels.
 * @example new InstanceNorm(8).forward(ones([1, 4, 4, 8])).shape; // [1, 4, 4, 8]
 */
export class InstanceNorm extends Module {
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #channels: number;
  readonly #epsilon: number;

  constructor(channels: number, { epsilon = 1e-5, affine = false }: NormOptions = {}) {
    super();
    checkSizes('InstanceNorm', { channels });
    checkWithin('InstanceNorm', 'epsilon', epsilon, 0, Infinity);
    this.weight = affine ? parameterOf('weight', ones(), [channels]) : null;
    this.bias = affine ? parameterOf('bias', zeros(), [channels]) : null;
    this.#channels = channels;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    checkEnd('InstanceNorm', x, [this.#channels]);
    return instanceNorm(x, { epsilon: this.#epsilon, ...affineOf(this) });
  }
}
