import type { Generator } from '../../core/random.ts';
import { ShapeError } from '../../core/errors.ts';
import { broadcastShapes, format, sameShape, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { add } from '../elementwise/add.ts';
import { logicalAnd } from '../elementwise/logical-and.ts';
import { mul } from '../elementwise/mul.ts';
import { where } from '../elementwise/where.ts';
import { matMul } from '../linalg/mat-mul.ts';
import { softmax } from '../reduce/softmax.ts';
import { dropout } from './dropout.ts';

/** Options of `scaledDotProductAttention`. */
export interface AttentionOptions {
  /** Bool: true where a query may look at a key. Float: added to the scores. */
  readonly mask?: Tensor;
  /** Query i looks at keys 0 to i only; default false. */
  readonly causal?: boolean;
  /** What scores are multiplied by; default 1 / sqrt(E). */
  readonly scale?: number;
  /** Share of the attention weights dropped; default 0. */
  readonly dropout?: number;
  /** Of the dropout. */
  readonly generator?: Generator;
}

/**
 * Attention: for each query the mean of the values, weighted by softmax(query keys' * scale). A query that no key is
 * allowed to gets 0.
 *
 * Shapes: `query` [...N, L, E], `key` [...N, S, E], `value` [...N, S, V], mask broadcasting to [...N, L, S] -> [...N, L, V]
 *
 * Vaswani et al., "Attention Is All You Need" (2017), equation 1.
 *
 * @throws {ShapeError} if the lengths do not match.
 * @example scaledDotProductAttention(ones([1, 2]), ones([3, 2]), tensor([[1], [2], [6]])).shape; // [1, 1]
 */
export function scaledDotProductAttention(query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions = {}): Tensor {
  checkLengths(query.shape, key.shape, value.shape);
  const scores = mul(matMul(query, key, { transposeB: true }), options.scale ?? 1 / Math.sqrt(query.shape.at(-1)!));
  const weights = attentionWeights(scores, options);
  const kept =
    options.dropout === undefined
      ? weights
      : dropout(weights, { p: options.dropout, ...(options.generator === undefined ? {} : { generator: options.generator }) });
  return matMul(kept, value);
}

/** Lower than any score, and finite: a row of -Infinity alone has NaN for its softmax. */
const excluded = -1e30;

function attentionWeights(scores: Tensor, { mask, causal = false }: AttentionOptions): Tensor {
  const shifted = mask === undefined || mask.dtype === 'bool' ? scores : add(scores, mask);
  const allowed = allowedPairs(scores, mask?.dtype === 'bool' ? mask : undefined, causal);
  if (allowed === undefined) return softmax(shifted);
  broadcastShapes('scaledDotProductAttention', { scores, mask: allowed });
  return where(allowed, softmax(where(allowed, shifted, excluded)), 0);
}

function allowedPairs(scores: Tensor, mask: Tensor | undefined, causal: boolean): Tensor | undefined {
  if (!causal) return mask;
  const [queries, keys] = [scores.shape.at(-2)!, scores.shape.at(-1)!];
  const earlier = Uint8Array.from({ length: queries * keys }, (_, i) => (i % keys <= Math.floor(i / keys) ? 1 : 0));
  const past = create(earlier, [queries, keys], { dtype: 'bool', device: scores.device });
  return mask === undefined ? past : logicalAnd(past, mask);
}

function checkLengths(query: Shape, key: Shape, value: Shape): void {
  const matrices = query.length >= 2 && key.length >= 2 && value.length >= 2;
  if (!matrices || query.at(-1) !== key.at(-1) || key.at(-2) !== value.at(-2) || !sameShape(key.slice(0, -2), value.slice(0, -2))) {
    throw new ShapeError(
      `scaledDotProductAttention: query [...,L,E], key [...,S,E] and value [...,S,V] must match: query ${format(query)}, key ${format(key)}, value ${format(value)}. Transpose or reshape them.`,
      { query, key, value },
    );
  }
}
