import type { Tensor } from '../graph/tensor.ts';
import { checkSizes } from './layer-checks.ts';
import { LayerNorm } from './layer-norm.ts';
import { Module } from './module.ts';
import type { AttentionMask } from './multi-head-attention.ts';
import { TransformerDecoderLayer, TransformerEncoderLayer, type TransformerOptions } from './transformer.ts';

/** Options of the transformer stacks. */
export interface TransformerStackOptions extends TransformerOptions {
  /** Layers one on the other. Default 6, as the paper. */
  readonly layers?: number;
  /** Normalizes what the last layer gives. Default: as `normFirst`, whose last sum nothing else normalizes. */
  readonly finalNorm?: boolean;
}

/** What the stacks of encoder and decoder share: layers, and a norm behind the last. */
abstract class TransformerStack<L extends Module> extends Module {
  readonly layers: readonly L[];
  readonly norm: LayerNorm | null;

  constructor(size: number, options: TransformerStackOptions, layerOf: (options: TransformerOptions) => L) {
    super();
    const { layers = 6, finalNorm = options.normFirst ?? false, ...each } = options;
    checkSizes(this.kind, { layers });
    this.layers = Array.from({ length: layers }, () => layerOf(each));
    this.norm = finalNorm ? new LayerNorm(size, { epsilon: options.epsilon ?? 1e-5 }) : null;
  }

  protected run(x: Tensor, step: (layer: L, x: Tensor) => Tensor): Tensor {
    const y = this.layers.reduce((before, layer) => step(layer, before), x);
    return this.norm === null ? y : this.norm.forward(y);
  }
}

/**
 * A transformer's encoder (Vaswani et al. 2017, section 3.1): layers one on the other, each with its own parameters.
 *
 * Shapes: `x` [N, L, E] -> [N, L, E]
 *
 * @throws {ArgumentError} if heads does not divide E or there is no layer; {ShapeError} if x is no [N, L, E].
 * @example new TransformerEncoder(8, 2, { layers: 3 }).forward(ones([1, 5, 8])).shape; // [1, 5, 8]
 */
export class TransformerEncoder extends TransformerStack<TransformerEncoderLayer> {
  constructor(size: number, heads: number, options: TransformerStackOptions = {}) {
    super(size, options, (each) => new TransformerEncoderLayer(size, heads, each));
  }

  override forward(x: Tensor, mask: AttentionMask = {}): Tensor {
    return this.run(x, (layer, y) => layer.forward(y, mask));
  }
}

/**
 * A transformer's decoder (Vaswani et al. 2017, section 3.1): layers one on the other, each with its own parameters, that all
 * look at what the encoder found.
 *
 * Shapes: `x` [N, L, E], `memory` [N, S, E] -> [N, L, E]
 *
 * @throws {ArgumentError} if heads does not divide E or there is no layer; {ShapeError} if x or memory are no [N, L, E].
 * @example new TransformerDecoder(8, 2, { layers: 3 }).forward(ones([1, 5, 8]), ones([1, 3, 8])).shape; // [1, 5, 8]
 */
export class TransformerDecoder extends TransformerStack<TransformerDecoderLayer> {
  constructor(size: number, heads: number, options: TransformerStackOptions = {}) {
    super(size, options, (each) => new TransformerDecoderLayer(size, heads, each));
  }

  /** `mask` is of the self-attention, by default causal; `memoryMask` of the attention to the encoder. */
  override forward(x: Tensor, memory: Tensor, mask: AttentionMask = { causal: true }, memoryMask: AttentionMask = {}): Tensor {
    return this.run(x, (layer, y) => layer.forward(y, memory, mask, memoryMask));
  }
}
