import { random, type Generator } from '../../core/random.ts';
import { checkShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create, type CreateOptions } from './tensor.ts';

/** Options of random tensors. */
export interface RandomOptions extends CreateOptions {
  /** Default: the process's own, which `random.seed(n)` seeds. */
  readonly generator?: Generator | undefined;
}

/**
 * Numbers uniform in [0, 1).
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example rand([2, 3], { generator: new Generator(0) });
 */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  checkShape('rand', shape);
  return create((options.generator ?? random).rand(sizeOf(shape)), shape, options);
}

/**
 * Numbers from the normal distribution of mean 0 and standard deviation 1.
 *
 * @throws {ShapeError} if a length is negative or not whole.
 * @example randn([2, 3], { generator: new Generator(0) });
 */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  checkShape('randn', shape);
  return create((options.generator ?? random).randn(sizeOf(shape)), shape, options);
}
