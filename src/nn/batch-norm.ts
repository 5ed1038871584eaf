import { ShapeError } from '../core/errors.ts';
import { format, sizeOf } from '../core/shape.ts';
import { noGrad } from '../graph/grad-mode.ts';
import type { Parameter } from '../graph/parameter.ts';
import { scope } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { batchNorm, batchNormWith } from '../ops/norm/batch-norm.ts';
import { bufferOf, type Buffer } from './buffer.ts';
import { checkChannels } from './channels.ts';
import { checkSizes, checkWithin } from './layer-checks.ts';
import { constant, ones, zeros } from './init.ts';
import { parameterOf } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of BatchNorm1d and BatchNorm2d. The book's are `{ epsilon: 1e-6, unbiased: false, initialVariance: 0 }`. */
export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5; the book: 1e-6. */
  readonly epsilon?: number;
  /** Share of the new batch in the running statistics. Default 0.1. (The book's momentum 0.9 is the share that stays.) */
  readonly momentum?: number;
  /** Learned scale and shift. Default true. */
  readonly affine?: boolean;
  /** Keeps running statistics for evaluation; without them each batch's own are used. Default true. */
  readonly trackRunningStats?: boolean;
  /** The running variance is of the unbiased estimate n / (n - 1) times the batch's. Default true, as PyTorch; the book: false. */
  readonly unbiased?: boolean;
  /** The running variance before the first batch. Default 1; the book: 0. */
  readonly initialVariance?: number;
}

abstract class BatchNormBase extends Module {
  readonly weight: Parameter | null;
  readonly bias: Parameter | null;
  readonly runningMean: Buffer | null;
  readonly runningVar: Buffer | null;
  protected abstract readonly ranks: readonly number[];
  readonly #channels: number;
  readonly #epsilon: number;
  readonly #momentum: number;
  readonly #unbiased: boolean;

  constructor(channels: number, options: BatchNormOptions = {}) {
    super();
    const { epsilon = 1e-5, momentum = 0.1, affine = true, trackRunningStats = true, unbiased = true, initialVariance = 1 } = options;
    checkSizes(this.kind, { channels });
    checkWithin(this.kind, 'epsilon', epsilon, 0, Infinity);
    checkWithin(this.kind, 'momentum', momentum, 0, 1);
    this.weight = affine ? parameterOf('weight', ones(), [channels]) : null;
    this.bias = affine ? parameterOf('bias', zeros(), [channels]) : null;
    this.runningMean = trackRunningStats ? bufferOf('runningMean', zeros(), [channels]) : null;
    this.runningVar = trackRunningStats ? bufferOf('runningVar', constant(initialVariance), [channels]) : null;
    this.#channels = channels;
    this.#epsilon = epsilon;
    this.#momentum = momentum;
    this.#unbiased = unbiased;
  }

  override forward(x: Tensor): Tensor {
    checkChannels(this.kind, x, this.ranks, this.#channels);
    const epsilon = this.#epsilon;
    const [gamma, beta] = [this.weight ?? 1, this.bias ?? 0];
    if (!this.training && this.runningMean !== null) return batchNormWith(x, gamma, beta, this.runningMean, this.runningVar!, { epsilon });
    const samples = sizeOf(x.shape.slice(0, -1));
    if (samples < 2 && this.training) {
      throw new ShapeError(
        `${this.kind}: one value per channel has no variance: x ${format(x.shape)}. Train with larger batches, or call eval().`,
        { x: x.shape },
      );
    }
    const { output, mean, variance } = batchNorm(x, gamma, beta, { epsilon });
    this.#track(mean, variance, samples);
    return output;
  }

  /** running = (1 - momentum) running + momentum batch */
  #track(mean: Tensor, variance: Tensor, samples: number): void {
    if (!this.training || this.runningMean === null) return;
    const estimate = this.#unbiased ? samples / (samples - 1) : 1;
    blend(this.runningMean, mean, this.#momentum);
    blend(this.runningVar!, variance, this.#momentum, estimate);
  }
}

function blend(running: Buffer, fresh: Tensor, momentum: number, factor = 1): void {
  scope(() => {
    noGrad(() => {
      running.assign(add(mul(running, 1 - momentum), mul(fresh, momentum * factor)));
    });
  });
}

/**
 * Batch normalization by feature (Ioffe and Szegedy 2015): `(x - mean) / sqrt(variance + epsilon) * weight + bias`, in
 * training with the batch's own moments, in evaluation with their running averages.
 *
 * Shapes: `x` [N, C] or [N, L, C] -> the same; `weight`, `bias`, `runningMean`, `runningVar` [C]. They start at 1, 0, 0, 1.
 *
 * @throws {ShapeError} if x has another rank or number of features, or a training batch has one sample; {ArgumentError} if
 *   channels is no whole number from 1, or an option is out of bounds.
 * @example new BatchNorm1d(3).forward(tensor([[1, 2, 3], [3, 2, 1]])).shape; // [2, 3]
 */
export class BatchNorm1d extends BatchNormBase {
  protected override readonly ranks: readonly number[] = [2, 3];
}

/**
 * Batch normalization of images by channel, as BatchNorm1d. (The book's layer for images keeps moments for each pixel of
 * each channel: that is Flatten and BatchNorm1d.)
 *
 * Shapes: `x` [N, H, W, C] -> the same; `weight`, `bias`, `runningMean`, `runningVar` [C]
 *
 * @throws {ShapeError} if x has another rank or number of channels, or a training batch has one pixel; {ArgumentError} as
 *   BatchNorm1d.
 * @example new BatchNorm2d(8).forward(ones([2, 4, 4, 8])).shape; // [2, 4, 4, 8]
 */
export class BatchNorm2d extends BatchNormBase {
  protected override readonly ranks: readonly number[] = [4];
}
