import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { convTranspose2d, type ConvTranspose2dAttrs } from '../ops/conv/conv-transpose2d.ts';
import { wholePair, type Pair } from '../ops/conv/window.ts';
import { add } from '../ops/elementwise/add.ts';
import { channelsOf, checkChannels, groupSize } from './channels.ts';
import type { FilterOptions } from './conv2d.ts';
import { checkSizes } from './layer-checks.ts';
import { he, zeros } from './init.ts';
import { parameterOf, settle } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of ConvTranspose2d: the convolution whose adjoint it is, and how the filter starts. */
export interface ConvTranspose2dOptions extends ConvTranspose2dAttrs, FilterOptions {}

/**
 * Transposed convolution with learned filters: enlarges images where a convolution with the same options makes them smaller.
 *
 * Shapes: `x` [N, H, W, in] -> [N, OH, OW, out]; `weight` [FH, FW, out / groups, in], `bias` [out]. With `in` null the first
 * forward finds it.
 *
 * @throws {ShapeError} if x is no batch of images with `in` channels; {ArgumentError} if a size is no
 *   whole number from 1, or groups does not divide the channels.
 * @example new ConvTranspose2d(64, 1, 4, { stride: 2, padding: 1 }).forward(ones([1, 14, 14, 64])).shape; // [1, 28, 28, 1]
 */
export class ConvTranspose2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #attrs: ConvTranspose2dAttrs;
  readonly #filter: (channels: number | null) => (number | null)[];

  constructor(inChannels: number | null, outChannels: number, size: Pair, options: ConvTranspose2dOptions = {}) {
    super();
    const { bias = true, weight = he(), biasInit = zeros(), generator, ...attrs } = options;
    const [height, width] = wholePair('ConvTranspose2d', 'size', size, 1);
    checkSizes('ConvTranspose2d', { outChannels }, { inChannels });
    this.#attrs = attrs;
    this.#filter = (channels) => [
      height,
      width,
      groupSize('ConvTranspose2d', outChannels, channels ?? outChannels, attrs.groups),
      channels,
    ];
    this.weight = parameterOf('weight', weight, this.#filter(inChannels), generator);
    this.bias = bias ? parameterOf('bias', biasInit, [outChannels], generator) : null;
  }

  override forward(x: Tensor): Tensor {
    settle(this.weight, () => this.#filter(channelsOf('ConvTranspose2d', x, 4)) as number[], x);
    checkChannels('ConvTranspose2d', x, 4, this.weight.shape[3]!);
    const y = convTranspose2d(x, this.weight, this.#attrs);
    return this.bias === null ? y : add(y, this.bias);
  }
}
