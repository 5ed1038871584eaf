import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { conv1d, type Conv1dAttrs } from '../ops/conv/conv1d.ts';
import { add } from '../ops/elementwise/add.ts';
import { channelsOf, checkChannels, groupSize } from './channels.ts';
import type { FilterOptions } from './conv2d.ts';
import { checkSizes } from './layer-checks.ts';
import { he, zeros } from './init.ts';
import { parameterOf, settle } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of Conv1d: how the filter moves, and how it starts. */
export interface Conv1dOptions extends Conv1dAttrs, FilterOptions {}

/**
 * Convolution of sequences with learned filters.
 *
 * Shapes: `x` [N, L, in] -> [N, OL, out]; `weight` [FL, in / groups, out], `bias` [out]. With `in` null the first forward
 * finds it.
 *
 * @throws {ShapeError} if x is no batch of sequences with `in` channels; {ArgumentError} if a size is
 *   no whole number from 1, or groups does not divide the channels.
 * @example new Conv1d(8, 16, 3, { padding: 1 }).forward(ones([2, 10, 8])).shape; // [2, 10, 16]
 */
export class Conv1d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #attrs: Conv1dAttrs;
  readonly #filter: (channels: number) => number[];

  constructor(inChannels: number | null, outChannels: number, size: number, options: Conv1dOptions = {}) {
    super();
    const { bias = true, weight = he(), biasInit = zeros(), generator, ...attrs } = options;
    checkSizes('Conv1d', { outChannels, size, stride: attrs.stride ?? 1, dilation: attrs.dilation ?? 1 }, { inChannels });
    this.#attrs = attrs;
    this.#filter = (channels) => [size, groupSize('Conv1d', channels, outChannels, attrs.groups), outChannels];
    this.weight = parameterOf('weight', weight, inChannels === null ? [size, null, outChannels] : this.#filter(inChannels), generator);
    this.bias = bias ? parameterOf('bias', biasInit, [outChannels], generator) : null;
  }

  override forward(x: Tensor): Tensor {
    settle(this.weight, () => this.#filter(channelsOf('Conv1d', x, 3)), x);
    checkChannels('Conv1d', x, 3, this.weight.shape[1]! * (this.#attrs.groups ?? 1));
    const y = conv1d(x, this.weight, this.#attrs);
    return this.bias === null ? y : add(y, this.bias);
  }
}
