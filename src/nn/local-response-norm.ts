import type { Tensor } from '../graph/tensor.ts';
import { localResponseNorm, type LocalResponseNormAttrs } from '../ops/norm/local-response-norm.ts';
import { Module } from './module.ts';

/**
 * Local response normalization, AlexNet's: each pixel divided by `(bias + alpha * sum)^beta`, the sum of squares of its own
 * and the neighboring channels. (PyTorch's `size` is `2 depthRadius + 1`, and its alpha is `size` times ours.)
 *
 * Shapes: `x` [N, H, W, C] -> the same
 *
 * @throws {ShapeError} if x is not [N, H, W, C].
 * @example new LocalResponseNorm().forward(ones([1, 2, 2, 8])).shape; // [1, 2, 2, 8]
 */
export class LocalResponseNorm extends Module {
  readonly #attrs: LocalResponseNormAttrs;

  constructor(attrs: LocalResponseNormAttrs = {}) {
    super();
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.#attrs);
  }
}
