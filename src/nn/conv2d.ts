import type { Generator } from '../core/random.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { conv2d, type Conv2dAttrs } from '../ops/conv/conv2d.ts';
import { wholePair, type Pair } from '../ops/conv/window.ts';
import { add } from '../ops/elementwise/add.ts';
import { channelsOf, checkChannels, groupSize } from './channels.ts';
import { checkSizes } from './layer-checks.ts';
import { he, zeros, type Initializer } from './init.ts';
import { parameterOf, settle, type ParameterSource } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** How the parameters of a convolution start. */
export interface FilterOptions {
  /** Adds a bias per output channel. Default true. */
  readonly bias?: boolean;
  /** Default: He's normal. A parameter of another module is shared with it. */
  readonly weight?: ParameterSource;
  /** Initial bias. Default: zeros. */
  readonly biasInit?: Initializer;
  readonly generator?: Generator;
}

/** Options of Conv2d: how the filter moves, and how it starts. */
export interface Conv2dOptions extends Conv2dAttrs, FilterOptions {}

/**
 * Convolution of images with learned filters.
 *
 * Shapes: `x` [N, H, W, in] -> [N, OH, OW, out]; `weight` [FH, FW, in / groups, out], `bias` [out]. With `in` null the first
 * forward finds it.
 *
 * @throws {ShapeError} if x is no batch of images with `in` channels; {ArgumentError} if a size is no
 *   whole number from 1, or groups does not divide the channels.
 * @example new Conv2d(1, 30, 5).forward(ones([2, 28, 28, 1])).shape; // [2, 24, 24, 30]
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #attrs: Conv2dAttrs;
  readonly #filter: (channels: number) => number[];

  constructor(inChannels: number | null, outChannels: number, size: Pair, options: Conv2dOptions = {}) {
    super();
    const { bias = true, weight = he(), biasInit = zeros(), generator, ...attrs } = options;
    const [height, width] = wholePair('Conv2d', 'size', size, 1);
    checkSizes('Conv2d', { outChannels }, { inChannels });
    this.#attrs = attrs;
    this.#filter = (channels) => [height, width, groupSize('Conv2d', channels, outChannels, attrs.groups), outChannels];
    this.weight = parameterOf(
      'weight',
      weight,
      inChannels === null ? [height, width, null, outChannels] : this.#filter(inChannels),
      generator,
    );
    this.bias = bias ? parameterOf('bias', biasInit, [outChannels], generator) : null;
  }

  override forward(x: Tensor): Tensor {
    settle(this.weight, () => this.#filter(channelsOf('Conv2d', x, 4)), x);
    checkChannels('Conv2d', x, 4, this.weight.shape[2]! * (this.#attrs.groups ?? 1));
    const y = conv2d(x, this.weight, this.#attrs);
    return this.bias === null ? y : add(y, this.bias);
  }
}
