import { sizeOf } from '../../../src/core/shape.ts';
import type { Domain } from '../../../src/testing/index.ts';

/**
 * Square matrices whose diagonal outweighs each row: their condition stays small, so that differences measure the
 * gradient and float32 keeps its digits.
 */
export const wellConditioned: Domain = {
  name: 'wellConditioned',
  dtype: 'float',
  sample: (generator, shape) => {
    const n = shape.at(-1)!;
    return Float64Array.from({ length: sizeOf(shape) }, (_, i) => {
      const [row, column] = [Math.floor(i / n) % n, i % n];
      return row === column ? (generator.uniform() < 0.5 ? -1 : 1) * generator.uniform(n, n + 1) : generator.uniform(-0.9, 0.9);
    });
  },
};

/** The same with positive diagonals: as lower triangles of symmetric matrices they are positive definite. */
export const positiveDefinite: Domain = {
  name: 'positiveDefinite',
  dtype: 'float',
  sample: (generator, shape) =>
    Float64Array.from(wellConditioned.sample(generator, shape, 0), (value) => (Math.abs(value) < 1 ? value : Math.abs(value))),
};
