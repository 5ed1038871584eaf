import type { Tensor } from '../graph/tensor.ts';
import { avgPool } from '../ops/conv/avg-pool.ts';
import { maxPool } from '../ops/conv/max-pool.ts';
import type { PoolAttrs } from '../ops/conv/pool-window.ts';
import type { Pair } from '../ops/conv/window.ts';
import { Module } from './module.ts';

/**
 * `maxPool` as a module: the largest value of each window, by default windows side by side.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C]
 *
 * @example new MaxPool2d(2).forward(ones([1, 4, 4, 3])).shape; // [1, 2, 2, 3]
 */
export class MaxPool2d extends Module {
  readonly #attrs: PoolAttrs;

  constructor(size: Pair, options: Omit<PoolAttrs, 'size'> = {}) {
    super();
    this.#attrs = { size, ...options };
  }

  override forward(x: Tensor): Tensor {
    return maxPool(x, this.#attrs);
  }
}

/**
 * `avgPool` as a module: the mean of each window, by default windows side by side.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C]
 *
 * @example new AvgPool2d(2).forward(ones([1, 4, 4, 3])).shape; // [1, 2, 2, 3]
 */
export class AvgPool2d extends Module {
  readonly #attrs: PoolAttrs;

  constructor(size: Pair, options: Omit<PoolAttrs, 'size'> = {}) {
    super();
    this.#attrs = { size, ...options };
  }

  override forward(x: Tensor): Tensor {
    return avgPool(x, this.#attrs);
  }
}
