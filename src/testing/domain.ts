import type { Generator } from '../core/random.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** What the values of an operand may be. The same generator state and shape give the same values. */
export interface Domain {
  /** How reports name it: `positive`, `awayFrom(0)`. */
  readonly name: string;
  /** `float` is the float of the device. Only floats are differentiated. */
  readonly dtype: 'float' | 'int32' | 'bool';
  /** Values, row-major. `position` is the operand's place among those of the op: `distinct` keeps operands apart by it. */
  readonly sample: (generator: Generator, shape: Shape, position: number) => ArrayLike<number>;
}

/** A domain of floats drawn one by one. */
function independent(name: string, draw: (generator: Generator) => number): Domain {
  return { name, dtype: 'float', sample: (generator, shape) => Float64Array.from({ length: sizeOf(shape) }, () => draw(generator)) };
}

/** Any real number: normal with standard deviation 1.5. */
export const anyReal: Domain = independent('anyReal', (generator) => generator.normal(0, 1.5));

/** Positive numbers from 0.2 to 4, evenly on a logarithmic scale. */
export const positive: Domain = independent('positive', (generator) => Math.exp(generator.uniform(Math.log(0.2), Math.log(4))));

/** Numbers from 0.05 to 0.95: probabilities away from 0 and 1. */
export const unitInterval: Domain = interval(0.05, 0.95);

/**
 * Numbers evenly from `low` to `high`.
 *
 * @example await checkOp(asin, { x: interval(-0.9, 0.9) }, { runs: 10 });
 */
export function interval(low: number, high: number): Domain {
  return independent(`interval(${low}, ${high})`, (generator) => generator.uniform(low, high));
}

/**
 * Real numbers at least 0.1 away from each of `kinks`: there a derivative jumps, and central differences measure
 * neither side.
 *
 * @example await checkOp(relu, { x: awayFrom(0) }, { runs: 10 });
 */
export function awayFrom(...kinks: readonly number[]): Domain {
  const gap = 0.1;
  const spread = Math.max(1.5, ...kinks.map(Math.abs));
  return independent(`awayFrom(${kinks.join(', ')})`, (generator) => {
    let x: number;
    do x = generator.normal(0, spread);
    while (kinks.some((kink) => Math.abs(x - kink) < gap));
    return x;
  });
}

/**
 * Numbers of which no two are alike, also across the operands of an op: at least 0.1 apart within an operand, 0.02
 * between operands. For maxima, sorting and comparisons.
 */
export const distinct: Domain = {
  name: 'distinct',
  dtype: 'float',
  sample: (generator, shape, position) => {
    const size = sizeOf(shape);
    const places = size === 0 ? [] : Array.from(generator.permutation(size));
    return Float64Array.from(places, (place) => (place - Math.floor(size / 2)) * 0.1 + 0.02 * (position + 1));
  },
};

/**
 * Whole numbers, both bounds included, as int32.
 *
 * @example
 * import fc from 'fast-check';
 * await checkOp(gather, { x: anyReal, indices: ints(0, 2) }, { shapes: fc.constant({ x: [3, 2], indices: [4] }), runs: 10 });
 */
export function ints(low: number, high: number): Domain {
  return {
    name: `ints(${low}, ${high})`,
    dtype: 'int32',
    sample: (generator, shape) => Int32Array.from({ length: sizeOf(shape) }, () => generator.randint(low, high + 1)),
  };
}

/** True and false with equal odds. */
export const bools: Domain = {
  name: 'bools',
  dtype: 'bool',
  sample: (generator, shape) => Uint8Array.from({ length: sizeOf(shape) }, () => generator.randint(0, 2)),
};
