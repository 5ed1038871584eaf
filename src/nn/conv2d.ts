import type { Generator } from '../core/random.ts';
import { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { conv2d, type Conv2dAttrs } from '../ops/conv/conv2d.ts';
import { wholePair, type Pair } from '../ops/conv/window.ts';
import { add } from '../ops/elementwise/add.ts';
import { he, zeros, type Initializer } from './init.ts';
import { Module } from './module.ts';

/** Options of Conv2d: how the filter moves, and how it starts. */
export interface Conv2dOptions extends Conv2dAttrs {
  /** Adds a bias per output channel. Default true. */
  readonly bias?: boolean;
  /** Default: He's normal. */
  readonly weight?: Initializer;
  readonly generator?: Generator;
}

/**
 * Convolution of images with learned filters.
 *
 * Shapes: `x` [N, H, W, in] -> [N, OH, OW, out]; `weight` [FH, FW, in / groups, out], `bias` [out]
 *
 * @throws {ShapeError} if x is no batch of images with `in` channels.
 * @example new Conv2d(1, 30, 5).forward(ones([2, 28, 28, 1])).shape; // [2, 24, 24, 30]
 */
export class Conv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | null;
  readonly #attrs: Conv2dAttrs;

  constructor(
    inChannels: number,
    outChannels: number,
    size: Pair,
    { bias = true, weight = he(), generator, ...attrs }: Conv2dOptions = {},
  ) {
    super();
    const [height, width] = wholePair('Conv2d', 'size', size, 1);
    this.weight = new Parameter(weight([height, width, inChannels / (attrs.groups ?? 1), outChannels], generator), { label: 'weight' });
    this.bias = bias ? new Parameter(zeros()([outChannels]), { label: 'bias' }) : null;
    this.#attrs = attrs;
  }

  override forward(x: Tensor): Tensor {
    const y = conv2d(x, this.weight, this.#attrs);
    return this.bias === null ? y : add(y, this.bias);
  }
}
