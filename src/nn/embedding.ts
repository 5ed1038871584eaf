import type { Generator } from '../core/random.ts';
import { ArgumentError } from '../core/errors.ts';
import { sizeOf } from '../core/shape.ts';
import type { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import { create } from '../ops/creation/tensor.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { embedding } from '../ops/norm/embedding.ts';
import { checkSizes } from './layer-checks.ts';
import { normal, type Initializer } from './init.ts';
import { parameterOf, type ParameterSource } from './lazy-parameter.ts';
import { Module } from './module.ts';

/** Options of Embedding. */
export interface EmbeddingOptions {
  /** Default: normal of standard deviation 1, as PyTorch; the book: 0.01. A parameter of another module is shared with it. */
  readonly weight?: ParameterSource;
  /** The row that stands for nothing: it starts at 0 and is not learned. */
  readonly paddingIndex?: number;
  readonly generator?: Generator;
}

/**
 * A learned vector for each index.
 *
 * Shapes: `indices` int32 [...I], from 0 to count - 1 -> [...I, size]; `weight` [count, size]
 *
 * @throws {DtypeError} if the indices are not int32; {ArgumentError} if one is outside of the table, a size is no whole number
 *   from 1, or paddingIndex is no row.
 * @example new Embedding(1000, 16).forward(tensor([[1, 2, 3]], { dtype: 'int32' })).shape; // [1, 3, 16]
 */
export class Embedding extends Module {
  readonly weight: Parameter;
  readonly #paddingIndex: number | undefined;

  constructor(count: number, size: number, { weight = normal(), paddingIndex, generator }: EmbeddingOptions = {}) {
    super();
    checkSizes('Embedding', { count, size });
    if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < count)) {
      throw new ArgumentError(
        `Embedding: paddingIndex must be a row of the table: paddingIndex ${paddingIndex}, count ${count}. Use 0 to ${count - 1}.`,
        'paddingIndex',
        paddingIndex,
      );
    }
    const source = typeof weight === 'function' && paddingIndex !== undefined ? withoutRow(weight, paddingIndex) : weight;
    this.weight = parameterOf('weight', source, [count, size], generator);
    this.#paddingIndex = paddingIndex;
  }

  override forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this.#paddingIndex === undefined ? {} : { paddingIndex: this.#paddingIndex });
  }
}

function withoutRow(initializer: Initializer, row: number): Initializer {
  return (shape, generator) => {
    const width = shape[1]!;
    const kept = new Float64Array(sizeOf(shape)).map((_, i) => (Math.floor(i / width) === row ? 0 : 1));
    return mul(initializer(shape, generator), create(kept, shape, {}));
  };
}
