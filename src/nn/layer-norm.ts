import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { layerNorm } from '../ops/norm/layer-norm.ts';
import { rmsNorm } from '../ops/norm/rms-norm.ts';
import { affineOf, type NormOptions } from './norm-options.ts';
import { ones, zeros } from './init.ts';
import { parameterOf } from './lazy-parameter.ts';
import { Module } from './module.ts';

/**
 * Layer normalization (Ba et al. 2016): each sample, over its last axes, to mean 0 and variance 1; then `* weight + bias`.
 *
 * Shapes: `x` [...N, ...shape] -> the same; `weight`, `bias` [...shape], at first 1 and 0
 *
 * @throws {ShapeError} if x does not end with the shape.
 * @example new LayerNorm(4).forward(ones([2, 3, 4])).shape; // [2, 3, 4]
 */
export class LayerNorm extends Module {
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #axes: number;
  readonly #epsilon: number;

  constructor(shape: number | readonly number[], { epsilon = 1e-5, affine = true }: NormOptions = {}) {
    super();
    const lengths = typeof shape === 'number' ? [shape] : shape;
    this.weight = affine ? parameterOf('weight', ones(), lengths) : null;
    this.bias = affine ? parameterOf('bias', zeros(), lengths) : null;
    this.#axes = lengths.length;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    return layerNorm(x, { axes: this.#axes, epsilon: this.#epsilon, ...affineOf(this) });
  }
}

/**
 * Root mean square normalization (Zhang and Sennrich 2019): `x / sqrt(mean(x^2) + epsilon) * weight` over the last axis.
 *
 * Shapes: `x` [...N, L] -> the same; `weight` [L], at first 1
 *
 * @throws {ShapeError} if the last axis is not L long.
 * @example new RMSNorm(4).forward(ones([2, 4])).shape; // [2, 4]
 */
export class RMSNorm extends Module {
  readonly weight: Parameter | null;
  readonly #epsilon: number;

  constructor(length: number, { epsilon = 1e-6, affine = true }: NormOptions = {}) {
    super();
    this.weight = affine ? parameterOf('weight', ones(), [length]) : null;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    return rmsNorm(x, { epsilon: this.#epsilon, ...affineOf(this) });
  }
}
