import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { depthwiseConv2d } from '../ops/conv/depthwise-conv2d.ts';
import { wholePair, type Pair, type WindowAttrs } from '../ops/conv/window.ts';
import { add } from '../ops/elementwise/add.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { channelsOf, checkChannels } from './channels.ts';
import type { FilterOptions } from './conv2d.ts';
import { checkSizes } from './layer-checks.ts';
import { he, zeros, type Initializer } from './init.ts';
import { parameterOf, settle } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of DepthwiseConv2d. */
export interface DepthwiseConv2dOptions extends WindowAttrs, FilterOptions {
  /** Filters of each channel. Default 1. */
  readonly multiplier?: number;
}

/**
 * Convolution of each channel of images by itself, with learned filters of its own.
 *
 * Shapes: `x` [N, H, W, C] -> [N, OH, OW, C * multiplier]; `weight` [FH, FW, C, multiplier], `bias` [C * multiplier]. With C
 * null the first forward finds it.
 *
 * @throws {ShapeError} if x is no batch of images with C channels; {ArgumentError} if a size is no whole number from 1.
 * @example new DepthwiseConv2d(3, 3, { multiplier: 2 }).forward(ones([1, 8, 8, 3])).shape; // [1, 6, 6, 6]
 */
export class DepthwiseConv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  /** Height and width of the filters. */
  readonly size: readonly [height: number, width: number];
  /** Filters of each channel. */
  readonly multiplier: number;
  readonly #attrs: WindowAttrs;
  readonly #filter: (channels: number) => number[];

  constructor(channels: number | null, size: Pair, options: DepthwiseConv2dOptions = {}) {
    super();
    const { multiplier = 1, bias = true, weight = he(), biasInit = zeros(), generator, ...attrs } = options;
    const [height, width] = wholePair('DepthwiseConv2d', 'size', size, 1);
    checkSizes('DepthwiseConv2d', { multiplier }, { channels });
    const source = typeof weight === 'function' ? apart(weight) : weight;
    this.size = [height, width];
    this.multiplier = multiplier;
    this.#attrs = attrs;
    this.#filter = (count) => [height, width, count, multiplier];
    this.weight = parameterOf('weight', source, [height, width, channels, multiplier], generator);
    this.bias = bias ? parameterOf('bias', biasInit, [channels === null ? null : channels * multiplier], generator) : null;
  }

  override forward(x: Tensor): Tensor {
    settle(this.weight, () => this.#filter(channelsOf('DepthwiseConv2d', x, 4)), x);
    const [, , channels, multiplier] = this.weight.shape as readonly [number, number, number, number];
    checkChannels('DepthwiseConv2d', x, 4, channels);
    if (this.bias !== null) settle(this.bias, () => [channels * multiplier], x);
    const y = depthwiseConv2d(x, this.weight, this.#attrs);
    return this.bias === null ? y : add(y, this.bias);
  }
}

/** An initializer that sees the one channel that feeds an output, not all that lie side by side in the weight. */
function apart(initializer: Initializer): Initializer {
  return (shape, generator) => {
    const [height, width, channels, multiplier] = shape as readonly [number, number, number, number];
    return reshape(initializer([height, width, 1, channels * multiplier], generator), shape);
  };
}
