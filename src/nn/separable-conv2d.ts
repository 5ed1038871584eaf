import type { Generator } from '../core/random.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Pair, WindowAttrs } from '../ops/conv/window.ts';
import { Conv2d } from './conv2d.ts';
import { DepthwiseConv2d } from './depthwise-conv2d.ts';
import type { Initializer } from './init.ts';
import { Module } from './module.ts';

/** Options of SeparableConv2d. */
export interface SeparableConv2dOptions extends WindowAttrs {
  /** Filters of each channel in the first step. Default 1. */
  readonly multiplier?: number;
  /** Adds a bias after the second step. Default true. */
  readonly bias?: boolean;
  /** Of both steps. Default: He's normal. */
  readonly weight?: Initializer;
  readonly generator?: Generator;
}

/**
 * Convolution in two steps, each channel by itself and then a mix of channels by pixel: nearly the same for a fraction of
 * the work (Chollet 2017).
 *
 * Shapes: `x` [N, H, W, in] -> [N, OH, OW, out]; `depthwise.weight` [FH, FW, in, multiplier], `pointwise.weight`
 * [1, 1, in * multiplier, out], `pointwise.bias` [out]. With `in` null the first forward finds it.
 *
 * @throws {ShapeError} if x is no batch of images with `in` channels.
 * @example new SeparableConv2d(3, 16, 3).forward(ones([1, 8, 8, 3])).shape; // [1, 6, 6, 16]
 */
export class SeparableConv2d extends Module {
  readonly depthwise: DepthwiseConv2d;
  readonly pointwise: Conv2d;

  constructor(inChannels: number | null, outChannels: number, size: Pair, options: SeparableConv2dOptions = {}) {
    super();
    const { multiplier = 1, bias = true, weight, generator, ...attrs } = options;
    const shared = { ...(weight === undefined ? {} : { weight }), ...(generator === undefined ? {} : { generator }) };
    this.depthwise = new DepthwiseConv2d(inChannels, size, { ...attrs, ...shared, multiplier, bias: false });
    this.pointwise = new Conv2d(inChannels === null ? null : inChannels * multiplier, outChannels, 1, { ...shared, bias });
  }

  override forward(x: Tensor): Tensor {
    return this.pointwise.forward(this.depthwise.forward(x));
  }
}
