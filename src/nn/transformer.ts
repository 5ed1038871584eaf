import type { Generator } from '../core/random.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { gelu } from '../ops/elementwise/gelu.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { Dropout } from './dropout.ts';
import { LayerNorm } from './layer-norm.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';
import { MultiHeadAttention, type AttentionMask } from './multi-head-attention.ts';

/** Options of the transformer layers. */
export interface TransformerOptions {
  /** Columns between the two steps of the feed-forward part. Default 4 times the size. (PyTorch: 2048.) */
  readonly feedForward?: number;
  /** Share dropped of each part's output, of the attention weights and within the feed-forward part. Default 0.1. */
  readonly dropout?: number;
  /** Default 'relu'. */
  readonly activation?: 'relu' | 'gelu';
  /** Normalizes what goes into each part instead of what comes out of each sum. Default false, as the paper. */
  readonly normFirst?: boolean;
  /** Added to variances. Default 1e-5. */
  readonly epsilon?: number;
  readonly generator?: Generator;
}

/** Two linear maps, the same for every position. @internal */
export class FeedForward extends Module {
  readonly expand: Linear;
  readonly contract: Linear;
  readonly dropout: Dropout;
  readonly #gelu: boolean;

  constructor(size: number, { feedForward = 4 * size, activation = 'relu', dropout = 0.1, generator }: TransformerOptions) {
    super();
    const options = generator === undefined ? {} : { generator };
    this.expand = new Linear(size, feedForward, options);
    this.contract = new Linear(feedForward, size, options);
    this.dropout = new Dropout(dropout, options);
    this.#gelu = activation === 'gelu';
  }

  override forward(x: Tensor): Tensor {
    const wide = this.expand.forward(x);
    return this.contract.forward(this.dropout.forward(this.#gelu ? gelu(wide) : relu(wide)));
  }
}

/** x plus what a part makes of it, normalized before or after. */
function joined(x: Tensor, norm: LayerNorm, normFirst: boolean, part: (x: Tensor) => Tensor): Tensor {
  return normFirst ? add(x, part(norm.forward(x))) : norm.forward(add(x, part(x)));
}

/**
 * One layer of a transformer's encoder (Vaswani et al. 2017, section 3.1): self-attention, then a feed-forward part, each
 * added to its input and normalized.
 *
 * Shapes: `x` [N, L, E] -> [N, L, E]
 *
 * @throws {ArgumentError} if heads does not divide E; {ShapeError} if x is no [N, L, E].
 * @example new TransformerEncoderLayer(8, 2).forward(ones([1, 5, 8])).shape; // [1, 5, 8]
 */
export class TransformerEncoderLayer extends Module {
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNorm;
  readonly dropout: Dropout;
  readonly #normFirst: boolean;

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super();
    const { dropout = 0.1, epsilon = 1e-5, normFirst = false, generator } = options;
    const random = generator === undefined ? {} : { generator };
    this.attention = new MultiHeadAttention(size, heads, { dropout, ...random });
    this.attentionNorm = new LayerNorm(size, { epsilon });
    this.feedForward = new FeedForward(size, options);
    this.feedForwardNorm = new LayerNorm(size, { epsilon });
    this.dropout = new Dropout(dropout, random);
    this.#normFirst = normFirst;
  }

  override forward(x: Tensor, mask: AttentionMask = {}): Tensor {
    const attended = joined(x, this.attentionNorm, this.#normFirst, (y) => this.dropout.forward(this.attention.forward(y, y, y, mask)));
    return joined(attended, this.feedForwardNorm, this.#normFirst, (y) => this.dropout.forward(this.feedForward.forward(y)));
  }
}

/**
 * One layer of a transformer's decoder: causal self-attention, attention to what the encoder found, then a feed-forward
 * part, each added to its input and normalized.
 *
 * Shapes: `x` [N, L, E], `memory` [N, S, E] -> [N, L, E]
 *
 * @throws {ArgumentError} if heads does not divide E; {ShapeError} if x or memory are no [N, L, E].
 * @example new TransformerDecoderLayer(8, 2).forward(ones([1, 5, 8]), ones([1, 3, 8])).shape; // [1, 5, 8]
 */
export class TransformerDecoderLayer extends Module {
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNorm;
  readonly memoryAttention: MultiHeadAttention;
  readonly memoryNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNorm;
  readonly dropout: Dropout;
  readonly #normFirst: boolean;

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super();
    const { dropout = 0.1, epsilon = 1e-5, normFirst = false, generator } = options;
    const random = generator === undefined ? {} : { generator };
    this.attention = new MultiHeadAttention(size, heads, { dropout, ...random });
    this.attentionNorm = new LayerNorm(size, { epsilon });
    this.memoryAttention = new MultiHeadAttention(size, heads, { dropout, ...random });
    this.memoryNorm = new LayerNorm(size, { epsilon });
    this.feedForward = new FeedForward(size, options);
    this.feedForwardNorm = new LayerNorm(size, { epsilon });
    this.dropout = new Dropout(dropout, random);
    this.#normFirst = normFirst;
  }

  /** `mask` is of the self-attention, by default causal; `memoryMask` of the attention to the encoder. */
  override forward(x: Tensor, memory: Tensor, mask: AttentionMask = { causal: true }, memoryMask: AttentionMask = {}): Tensor {
    const first = this.#normFirst;
    const itself = joined(x, this.attentionNorm, first, (y) => this.dropout.forward(this.attention.forward(y, y, y, mask)));
    const informed = joined(itself, this.memoryNorm, first, (y) =>
      this.dropout.forward(this.memoryAttention.forward(y, memory, memory, memoryMask)),
    );
    return joined(informed, this.feedForwardNorm, first, (y) => this.dropout.forward(this.feedForward.forward(y)));
  }
}
