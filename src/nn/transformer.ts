import type { Generator } from '../core/random.ts';
import type { Tensor } from '../graph/tensor.ts';
import { add } from '../ops/elementwise/add.ts';
import { gelu } from '../ops/elementwise/gelu.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { Dropout } from './dropout.ts';
import { checkChoice, checkSizes, checkTensor } from './layer-checks.ts';
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
    checkSizes('FeedForward', { feedForward });
    checkChoice('FeedForward', 'activation', activation, ['relu', 'gelu']);
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

/** What the layers of encoder and decoder share: parts that are added to what they are given, and normalized. */
abstract class TransformerLayer extends Module {
  abstract readonly dropout: Dropout;
  readonly #normFirst: boolean;

  constructor({ normFirst = false }: TransformerOptions) {
    super();
    this.#normFirst = normFirst;
  }

  /** x plus what a part makes of it, normalized before or after. */
  protected joined(x: Tensor, norm: LayerNorm, part: (x: Tensor) => Tensor): Tensor {
    if (this.#normFirst) return add(x, this.dropout.forward(part(norm.forward(x))));
    return norm.forward(add(x, this.dropout.forward(part(x))));
  }
}

function attentionOf(size: number, heads: number, { dropout = 0.1, generator }: TransformerOptions): MultiHeadAttention {
  return new MultiHeadAttention(size, heads, { dropout, ...(generator === undefined ? {} : { generator }) });
}

function dropoutOf({ dropout = 0.1, generator }: TransformerOptions): Dropout {
  return new Dropout(dropout, generator === undefined ? {} : { generator });
}

function normOf(size: number, { epsilon = 1e-5 }: TransformerOptions): LayerNorm {
  return new LayerNorm(size, { epsilon });
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
export class TransformerEncoderLayer extends TransformerLayer {
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNorm;
  readonly dropout: Dropout;

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super(options);
    this.attention = attentionOf(size, heads, options);
    this.attentionNorm = normOf(size, options);
    this.feedForward = new FeedForward(size, options);
    this.feedForwardNorm = normOf(size, options);
    this.dropout = dropoutOf(options);
  }

  override forward(x: Tensor, mask: AttentionMask = {}): Tensor {
    const attended = this.joined(x, this.attentionNorm, (y) => this.attention.forward(y, y, y, mask));
    return this.joined(attended, this.feedForwardNorm, (y) => this.feedForward.forward(y));
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
export class TransformerDecoderLayer extends TransformerLayer {
  readonly attention: MultiHeadAttention;
  readonly attentionNorm: LayerNorm;
  readonly memoryAttention: MultiHeadAttention;
  readonly memoryNorm: LayerNorm;
  readonly feedForward: FeedForward;
  readonly feedForwardNorm: LayerNorm;
  readonly dropout: Dropout;

  constructor(size: number, heads: number, options: TransformerOptions = {}) {
    super(options);
    this.attention = attentionOf(size, heads, options);
    this.attentionNorm = normOf(size, options);
    this.memoryAttention = attentionOf(size, heads, options);
    this.memoryNorm = normOf(size, options);
    this.feedForward = new FeedForward(size, options);
    this.feedForwardNorm = normOf(size, options);
    this.dropout = dropoutOf(options);
  }

  /** `mask` is of the self-attention, by default causal; `memoryMask` of the attention to the encoder. */
  override forward(x: Tensor, memory: Tensor, mask: AttentionMask = { causal: true }, memoryMask: AttentionMask = {}): Tensor {
    checkTensor('TransformerDecoderLayer', 'memory', memory);
    const itself = this.joined(x, this.attentionNorm, (y) => this.attention.forward(y, y, y, mask));
    const informed = this.joined(itself, this.memoryNorm, (y) => this.memoryAttention.forward(y, memory, memory, memoryMask));
    return this.joined(informed, this.feedForwardNorm, (y) => this.feedForward.forward(y));
  }
}
