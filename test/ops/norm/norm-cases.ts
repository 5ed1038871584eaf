import fc from 'fast-check';
import { tensor, type Shape, type Tensor } from 'megagrad';

/** Not so small that a variance of few elements is nothing beside it: there gradients are differences of nearly equal numbers. */
export const epsilons: fc.Arbitrary<number> = fc.constantFrom(0.1, 0.5);

/** Images [N, H, W, C], or sequences [N, L, C]. */
export const channelLast: fc.Arbitrary<Shape> = fc
  .record({
    samples: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.integer({ min: 1, max: 3 }) }),
    pixels: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
    channels: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ samples, pixels, channels }) => [samples, ...pixels, channels]);

/** k^1.5 for k = 0 to 11, in three rows of four: the x of the published-formula tests. */
export function powers(): Tensor {
  return tensor(
    Float64Array.from({ length: 12 }, (_, k) => k ** 1.5),
    { shape: [3, 4] },
  );
}
