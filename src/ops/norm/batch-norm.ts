import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { sub } from '../elementwise/sub.ts';
import { reshape } from '../movement/reshape.ts';
import { allButLast, constantMoments, statisticsShape } from './moments.ts';
import { normalize } from './normalize.ts';

/** What the moments are over, and what keeps them from dividing by 0. */
export interface BatchNormAttrs {
  /** Default all but the last: one mean for each channel. With 0 each element of a sample has its own, as in the book. */
  readonly axis?: number | readonly number[];
  /** Added to the variance; default 1e-5. (The book has 1e-6.) */
  readonly epsilon?: number;
}

/** A normalized batch, and the moments it was normalized with: for running averages, without gradient. */
export interface BatchNorm {
  readonly output: Tensor;
  readonly mean: Tensor;
  /** Of the batch as a whole population: n / (n - 1) times it is the unbiased estimate. */
  readonly variance: Tensor;
}

/**
 * Batch normalization in training: `(x - mean) / sqrt(variance + epsilon) * gamma + beta` with the batch's own moments.
 *
 * Shapes: `x` [...X], `gamma`, `beta` [C] (or numbers) -> output [...X], mean and variance [C]; C is the last axis, or with
 * `axis` X with length 1 at the axes, those in front left out
 *
 * Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1; the book, section 6.3.
 *
 * @throws {ShapeError} if gamma or beta have another shape, or the batch is empty; {AxisError} if X has no such axis.
 * @example batchNorm(tensor([[1], [3]]), 2, 5, { epsilon: 0 }).output.toArray(); // [[3], [7]]
 */
export function batchNorm(
  x: Tensor,
  gamma: Tensor | number,
  beta: Tensor | number,
  { axis, epsilon = 1e-5 }: BatchNormAttrs = {},
): BatchNorm {
  const axes = allButLast('batchNorm', axis, x.rank);
  const shape = statisticsShape(x.shape, axes);
  checkShapes(x.shape, shape, { gamma, beta });
  if (axes.some((one) => x.shape[one] === 0)) {
    throw new ShapeError(`batchNorm: no elements have no mean: x ${format(x.shape)}, axis [${axes.join(',')}]. Leave out empty batches.`, {
      x: x.shape,
    });
  }
  const { mean, variance } = constantMoments(x, axes);
  const output = normalize(x, gamma, beta, mean, variance, { axis: axes, epsilon });
  return { output, mean: reshape(mean, shape), variance: reshape(variance, shape) };
}

/**
 * Batch normalization with given moments, as in evaluation: `(x - mean) / sqrt(variance + epsilon) * gamma + beta`.
 * Differentiable in all five.
 *
 * Shapes: `x` [...X], `gamma`, `beta`, `mean`, `variance` [C] (or numbers, or what `batchNorm` gives with `axis`) -> [...X]
 *
 * @throws {ShapeError} if a shape does not broadcast with X.
 * @example batchNormWith(tensor([[1], [3]]), 2, 5, 1, 4, { epsilon: 0 }).toArray(); // [[5], [7]]
 */
export function batchNormWith(
  x: Tensor,
  gamma: Tensor | number,
  beta: Tensor | number,
  mean: Tensor | number,
  variance: Tensor | number,
  { epsilon = 1e-5 }: Pick<BatchNormAttrs, 'epsilon'> = {},
): Tensor {
  const scale = mul(gamma, rsqrt(add(variance, epsilon)));
  return add(mul(sub(x, mean), scale), beta);
}

function checkShapes(x: Shape, expected: Shape, given: Readonly<Record<string, Tensor | number>>): void {
  for (const [name, operand] of Object.entries(given)) {
    if (typeof operand === 'number' || operand.rank === 0 || sameShape(operand.shape, expected)) continue;
    throw new ShapeError(
      `batchNorm: ${name} must have one element for each mean: ${name} ${format(operand.shape)}, expected ${format(expected)}, x ${format(x)}. Reshape it.`,
      {
        [name]: operand.shape,
        x,
      },
    );
  }
}
