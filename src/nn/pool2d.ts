import type { Tensor } from '../graph/tensor.ts';
import { avgPool } from '../ops/conv/avg-pool.ts';
import { globalAvgPool } from '../ops/conv/global-avg-pool.ts';
import { globalMaxPool } from '../ops/conv/global-max-pool.ts';
import { maxPool } from '../ops/conv/max-pool.ts';
import type { PoolAttrs } from '../ops/conv/pool-window.ts';
import { wholePair, type Pair } from '../ops/conv/window.ts';
import { Module } from './module.ts';

/**
 * The largest value of each window, by default of windows side by side. A window's gradient goes to its first maximum.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C]
 *
 * @throws {ShapeError} if x has not four axes, or no window fits; {ArgumentError} if the size is no whole number from 1.
 * @example new MaxPool2d(2).forward(ones([1, 4, 4, 3])).shape; // [1, 2, 2, 3]
 */
export class MaxPool2d extends Module {
  readonly #attrs: PoolAttrs;

  constructor(size: Pair, options: Omit<PoolAttrs, 'size'> = {}) {
    super();
    this.#attrs = { size: wholePair('MaxPool2d', 'size', size, 1), ...options };
  }

  override forward(x: Tensor): Tensor {
    return maxPool(x, this.#attrs);
  }
}

/**
 * The mean of each window, by default of windows side by side.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C]
 *
 * @throws {ShapeError} if x has not four axes, or no window fits; {ArgumentError} if the size is no whole number from 1.
 * @example new AvgPool2d(2).forward(ones([1, 4, 4, 3])).shape; // [1, 2, 2, 3]
 */
export class AvgPool2d extends Module {
  readonly #attrs: PoolAttrs;

  constructor(size: Pair, options: Omit<PoolAttrs, 'size'> = {}) {
    super();
    this.#attrs = { size: wholePair('AvgPool2d', 'size', size, 1), ...options };
  }

  override forward(x: Tensor): Tensor {
    return avgPool(x, this.#attrs);
  }
}

/**
 * The mean of each channel.
 *
 * Shapes: `x` [N, H, W, C] -> [N, C]
 *
 * @throws {ShapeError} if x has not four axes.
 * @example new GlobalAvgPool2d().forward(ones([1, 4, 4, 3])).shape; // [1, 3]
 */
export class GlobalAvgPool2d extends Module {
  override forward(x: Tensor): Tensor {
    return globalAvgPool(x);
  }
}

/**
 * The largest value of each channel.
 *
 * Shapes: `x` [N, H, W, C] -> [N, C]
 *
 * @throws {ShapeError} if x has not four axes.
 * @example new GlobalMaxPool2d().forward(ones([1, 4, 4, 3])).shape; // [1, 3]
 */
export class GlobalMaxPool2d extends Module {
  override forward(x: Tensor): Tensor {
    return globalMaxPool(x);
  }
}
