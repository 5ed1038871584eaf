import { random, type Generator } from '../core/random.ts';
import { ArgumentError } from '../core/errors.ts';
import { format, sizeOf, type Shape } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { full } from '../ops/creation/fill.ts';
import { create } from '../ops/creation/tensor.ts';

/** Makes the initial values of a parameter, drawing from `generator` (default: the process's own). */
export type Initializer = (shape: Shape, generator?: Generator) => Tensor;

/** How many inputs feed an output of a weight, and how many outputs an input feeds. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/**
 * Fans of a weight: `[in, out]` for Linear, `[...kernel, in, out]` (HWIO) for convolutions.
 *
 * @throws {ArgumentError} for a vector or scalar, which has none.
 * @example init.fansOf([5, 5, 3, 30]); // { fanIn: 75, fanOut: 750 }
 */
export function fansOf(shape: Shape): Fans {
  if (shape.length < 2) {
    throw new ArgumentError(`init: a weight of shape ${format(shape)} has no fans. Use it for matrices and filters; for biases use zeros().`, 'shape', shape);
  }
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: field * shape[shape.length - 2]!, fanOut: field * shape[shape.length - 1]! };
}

/** All zeros: for biases. */
export function zeros(): Initializer {
  return constant(0);
}

/** All ones: for the scales of norms. */
export function ones(): Initializer {
  return constant(1);
}

/** One value everywhere. */
export function constant(value: number): Initializer {
  return (shape) => full(shape, value);
}

/**
 * Normal with standard deviation `std` (default 1) and mean `mean` (default 0).
 *
 * @example new Linear(784, 50, { weight: init.normal(0.01) });
 */
export function normal(std = 1, mean = 0): Initializer {
  return (shape, generator = random) => create(generator.fillNormal(new Float64Array(sizeOf(shape)), mean, std), shape, {});
}

/** Uniform in [low, high), by default [0, 1). */
export function uniform(low = 0, high = 1): Initializer {
  return (shape, generator = random) => create(generator.fillUniform(new Float64Array(sizeOf(shape)), low, high), shape, {});
}
