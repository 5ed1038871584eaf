import fc from 'fast-check';
import { tensor, type Reduction, type Shape, type Tensor } from 'megagrad';
import { shapes, type Domain } from 'megagrad/testing';
import { sizeOf } from '../../../src/core/shape.ts';

/** How losses are reduced; undefined leaves it to the default. */
export const reductions: fc.Arbitrary<{ reduction: Reduction }> = fc
  .constantFrom<Reduction>('mean', 'sum', 'none')
  .map((reduction) => ({ reduction }));

/** One shape for a prediction and its target, with elements: a mean of none is NaN. */
export const filled: fc.Arbitrary<Shape> = shapes({ minLength: 1, maxRank: 3, maxSize: 24 });

/** [...N, C] with at least one axis. */
export const rows: fc.Arbitrary<Shape> = shapes({ minRank: 1, maxRank: 3, minLength: 1, maxSize: 24 });

/** sin(k) for k = 0 to 11, in three rows of four: `np.sin(np.arange(12.)).reshape(3, 4)`. */
export const sines: Tensor = tensor(
  Float64Array.from({ length: 12 }, (_, k) => Math.sin(k)),
  { shape: [3, 4] },
);

/** `q = np.abs(np.cos(np.arange(12.))).reshape(3, 4); q / q.sum(1, keepdims=True)`. */
export function distributions(): Tensor {
  const q = tensor(
    Float64Array.from({ length: 12 }, (_, k) => Math.abs(Math.cos(k))),
    { shape: [3, 4] },
  );
  return q.div(q.sum({ axis: 1, keepDims: true }));
}

/** A prediction for each domain of an error: far below, near, exact, near, far above. */
export const predictions: Tensor = tensor([-2, -0.5, 0, 0.25, 3]);

/** -1 and 1 with equal odds. */
export const signs: Domain = {
  name: 'signs',
  dtype: 'int32',
  sample: (generator, shape) => Int32Array.from({ length: sizeOf(shape) }, () => 2 * generator.randint(0, 2) - 1),
};
