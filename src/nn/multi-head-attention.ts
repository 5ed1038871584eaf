import { ArgumentError, DtypeError, ShapeError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { format, sameShape } from '../core/shape.ts';
import { Tensor } from '../graph/tensor.ts';
import { expandDims } from '../ops/movement/expand-dims.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { transpose } from '../ops/movement/transpose.ts';
import { scaledDotProductAttention } from '../ops/norm/scaled-dot-product-attention.ts';
import { checkSizes, checkTensor, checkWithin, described } from './layer-checks.ts';
import { xavier, type Initializer } from './init.ts';
import { Linear } from './linear.ts';
import { Module } from './module.ts';

/** Options of MultiHeadAttention. */
export interface MultiHeadAttentionOptions {
  /** Share of the attention weights that is dropped in training. Default 0. */
  readonly dropout?: number;
  /** Adds biases to the four projections. Default true. */
  readonly bias?: boolean;
  /** Of the four projections. Default: Xavier's uniform. */
  readonly weight?: Initializer;
  readonly generator?: Generator;
}

/** Which keys a query may look at. */
export interface AttentionMask {
  /** Bool [L, S], [N, L, S] or [N, heads, L, S]: true where a query may look at a key. Float: added to the scores. */
  readonly mask?: Tensor;
  /** Query i looks at keys 0 to i only. Default false. */
  readonly causal?: boolean;
}

/** A mask's options. @throws {ArgumentError} if they are the mask itself: its options would all seem left out. */
function checkedMask(allowed: AttentionMask): AttentionMask {
  if (!(allowed instanceof Tensor)) return allowed;
  throw new ArgumentError(`MultiHeadAttention: the mask comes in an object: got ${described(allowed)}. Write { mask }.`, 'mask', allowed);
}

/**
 * Attention in several heads (Vaswani et al. 2017, section 3.2.2): queries, keys and values are projected, each head attends
 * with its share of the columns, and what the heads found is projected back.
 *
 * Shapes: `query` [N, L, E], `key` and `value` [N, S, E], by default the query -> [N, L, E]; the submodules `query`, `key`,
 * `value`, `output` are Linear(E, E)
 *
 * @throws {ArgumentError} if heads does not divide E; {ShapeError} if an input is no [N, L, E] or the mask does not fit;
 *   {DtypeError} if the mask is int32.
 * @example new MultiHeadAttention(8, 2).forward(ones([1, 5, 8])).shape; // [1, 5, 8]
 */
export class MultiHeadAttention extends Module {
  readonly query: Linear;
  readonly key: Linear;
  readonly value: Linear;
  readonly output: Linear;
  readonly #size: number;
  readonly #heads: number;
  readonly #dropout: number;
  readonly #generator: Generator | undefined;

  constructor(
    size: number,
    heads: number,
    { dropout = 0, bias = true, weight = xavier({ distribution: 'uniform' }), generator }: MultiHeadAttentionOptions = {},
  ) {
    super();
    checkSizes('MultiHeadAttention', { size });
    checkWithin('MultiHeadAttention', 'dropout', dropout, 0, 1);
    if (!Number.isInteger(heads) || heads < 1 || size % heads !== 0) {
      throw new ArgumentError(
        `MultiHeadAttention: heads must divide the size: size ${size}, heads ${heads}. Each head has size / heads columns.`,
        'heads',
        heads,
      );
    }
    const projection = (): Linear => new Linear(size, size, { bias, weight, ...(generator === undefined ? {} : { generator }) });
    this.query = projection();
    this.key = projection();
    this.value = projection();
    this.output = projection();
    this.#size = size;
    this.#heads = heads;
    this.#dropout = dropout;
    this.#generator = generator;
  }

  override forward(query: Tensor, key: Tensor = query, value: Tensor = key, allowed: AttentionMask = {}): Tensor {
    const { mask, causal = false } = checkedMask(allowed);
    this.#check(query, key, value);
    const attended = scaledDotProductAttention(
      this.#split(this.query.forward(query)),
      this.#split(this.key.forward(key)),
      this.#split(this.value.forward(value)),
      {
        causal,
        ...(mask === undefined ? {} : { mask: this.#spread(mask, query, key) }),
        ...(this.training && this.#dropout > 0 ? { dropout: this.#dropout } : {}),
        ...(this.#generator === undefined ? {} : { generator: this.#generator }),
      },
    );
    const [samples, , length] = attended.shape as readonly [number, number, number, number];
    return this.output.forward(reshape(transpose(attended, [0, 2, 1, 3]), [samples, length, this.#size]));
  }

  #check(query: Tensor, key: Tensor, value: Tensor): void {
    for (const [name, x] of Object.entries({ query, key, value })) {
      checkTensor('MultiHeadAttention', name, x);
      if (x.rank !== 3 || x.shape[2] !== this.#size)
        throw new ShapeError(
          `MultiHeadAttention: ${name} must be [N,L,${this.#size}]: ${name} ${format(x.shape)}. Add a missing axis with expandDims.`,
          { [name]: x.shape },
        );
    }
    if (!sameShape(key.shape, value.shape) || query.shape[0] !== key.shape[0]) {
      throw new ShapeError(
        `MultiHeadAttention: there must be a value for each key, and keys for each sample: query ${format(query.shape)}, key ${format(key.shape)}, value ${format(value.shape)}.`,
        { query: query.shape, key: key.shape, value: value.shape },
      );
    }
  }

  /** A mask with an axis for the heads. */
  #spread(mask: Tensor, query: Tensor, key: Tensor): Tensor {
    checkTensor('MultiHeadAttention', 'mask', mask);
    const whole = [query.shape[0]!, this.#heads, query.shape[1]!, key.shape[1]!];
    const spread = mask.rank === 3 ? expandDims(mask, 1) : mask;
    const fits =
      spread.rank >= 2 && spread.rank <= 4 && spread.shape.every((length, i) => length === 1 || length === whole.at(i - spread.rank));
    if (!fits) {
      throw new ShapeError(
        `MultiHeadAttention: mask must be [L,S], [N,L,S] or [N,heads,L,S]: mask ${format(mask.shape)}, [N,heads,L,S] ${format(whole)}.`,
        { mask: mask.shape },
      );
    }
    if (mask.dtype === 'int32') {
      throw new DtypeError(
        'MultiHeadAttention: mask must be bool, true where a query may look at a key, or float, added to the scores: mask int32. Convert it with cast.',
        { mask: mask.dtype },
      );
    }
    return spread;
  }

  /** [N, L, E] -> [N, heads, L, E / heads] */
  #split(x: Tensor): Tensor {
    const [samples, length, size] = x.shape as readonly [number, number, number];
    return transpose(reshape(x, [samples, length, this.#heads, size / this.#heads]), [0, 2, 1, 3]);
  }
}
