import type { Tensor } from '../graph/tensor.ts';
import { avgPool } from '../ops/conv/avg-pool.ts';
import { globalAvgPool } from '../ops/conv/global-avg-pool.ts';
import { globalMaxPool } from '../ops/conv/global-max-pool.ts';
import { maxPool } from '../ops/conv/max-pool.ts';
import type { PoolAttrs } from '../ops/conv/pool-window.ts';
import { windowsOver, wholePair, type Pair } from '../ops/conv/window.ts';
import { pad } from '../ops/movement/pad.ts';
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

/** Options of AvgPool2d. */
export interface AvgPool2dOptions extends Omit<PoolAttrs, 'size'> {
  /** Whether the zeros of the padding take part in the mean. Default false. (PyTorch's `count_include_pad`: true.) */
  readonly countPadding?: boolean;
}

/**
 * The mean of each window, by default of windows side by side. At a padded border it is over the pixels alone, or with
 * `countPadding` over the zeros too.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C]
 *
 * @throws {ShapeError} if x has not four axes, or no window fits; {ArgumentError} if the size is no whole number from 1.
 * @example new AvgPool2d(2).forward(ones([1, 4, 4, 3])).shape; // [1, 2, 2, 3]
 */
export class AvgPool2d extends Module {
  readonly #attrs: PoolAttrs & { readonly size: readonly [number, number] };
  readonly #countPadding: boolean;

  constructor(size: Pair, { countPadding = false, ...options }: AvgPool2dOptions = {}) {
    super();
    this.#attrs = { size: wholePair('AvgPool2d', 'size', size, 1), ...options };
    this.#countPadding = countPadding;
  }

  override forward(x: Tensor): Tensor {
    if (!this.#countPadding || x.rank !== 4) return avgPool(x, this.#attrs);
    const { padding, ...attrs } = this.#attrs;
    const { size, stride = size } = attrs;
    const [rows, columns] = windowsOver('avgPool', x.shape, size, { stride, ...(padding === undefined ? {} : { padding }) });
    const paddings = [
      [0, 0],
      [rows.before, rows.after],
      [columns.before, columns.after],
      [0, 0],
    ] as const;
    return avgPool(pad(x, { paddings }), attrs);
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
