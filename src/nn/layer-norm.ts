import { ArgumentError } from '../core/errors.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { layerNorm } from '../ops/norm/layer-norm.ts';
import { rmsNorm } from '../ops/norm/rms-norm.ts';
import { affineOf, type NormOptions } from './norm-options.ts';
import { checkEnd, checkSizes, checkWithin } from './layer-checks.ts';
import { ones, zeros } from './init.ts';
import { parameterOf } from './lazy-parameter.ts';
import { Module } from './module.ts';

/**
 * Layer normalization (Ba et al. 2016): each sample, over its last axes, to mean 0 and variance 1; then `* weight + bias`.
 *
 * Shapes: `x` [...N, ...shape] -> the same; `weight`, `bias` [...shape], at first 1 and 0
 *
 * @throws {ShapeError} if x does not end with the shape; {ArgumentError} if a length is no whole number from 1.
 * @example new LayerNorm(4).forward(ones([2, 3, 4])).shape; // [2, 3, 4]
 */
export class LayerNorm extends Module {
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly #shape: readonly number[];
  readonly #epsilon: number;

  constructor(shape: number | readonly number[], { epsilon = 1e-5, affine = true }: NormOptions = {}) {
    super();
    const lengths = typeof shape === 'object' ? shape : [shape];
    if (lengths.length === 0)
      throw new ArgumentError('LayerNorm: the shape has no axes: shape []. Give the lengths of the last axes.', 'shape', shape);
    for (const length of lengths) checkSizes('LayerNorm', { shape: length });
    checkWithin('LayerNorm', 'epsilon', epsilon, 0, Infinity);
    this.weight = affine ? parameterOf('weight', ones(), lengths) : null;
    this.bias = affine ? parameterOf('bias', zeros(), lengths) : null;
    this.#shape = lengths;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    checkEnd('LayerNorm', x, this.#shape);
    return layerNorm(x, { axes: this.#shape.length, epsilon: this.#epsilon, ...affineOf(this) });
  }
}

/**
 * Root mean square normalization (Zhang and Sennrich 2019): `x / sqrt(mean(x^2) + epsilon) * weight` over the last axis.
 *
 * Shapes: `x` [...N, L] -> the same; `weight` [L], at first 1
 *
 * @throws {ShapeError} if the last axis is not L long; {ArgumentError} if L is no whole number from 1.
 * @example new RMSNorm(4).forward(ones([2, 4])).shape; // [2, 4]
 */
export class RMSNorm extends Module {
  readonly weight: Parameter | null;
  readonly #length: number;
  readonly #epsilon: number;

  constructor(length: number, { epsilon = 1e-6, affine = true }: NormOptions = {}) {
    super();
    checkSizes('RMSNorm', { length });
    checkWithin('RMSNorm', 'epsilon', epsilon, 0, Infinity);
    this.weight = affine ? parameterOf('weight', ones(), [length]) : null;
    this.#length = length;
    this.#epsilon = epsilon;
  }

  override forward(x: Tensor): Tensor {
    checkEnd('RMSNorm', x, [this.#length]);
    return rmsNorm(x, { epsilon: this.#epsilon, ...affineOf(this) });
  }
}
