import { Generator } from '../../core/random.ts';
import { ArrayDataset } from '../array-dataset.ts';
import { hostArray } from '../host-array.ts';

/** Options of `linear`. */
export interface LinearOptions {
  /** Number of points; default 100. */
  readonly points?: number;
  /** Default 3. */
  readonly slope?: number;
  /** Default 4. */
  readonly intercept?: number;
  /** Standard deviation of the noise; default 1. */
  readonly noise?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Noisy points on a line: x from [0, 2), y = intercept + slope x + noise N(0, 1), to NumPy's digits.
 *
 * Shapes: x [1], y [1]
 *
 * @example const data = linear(); // X = 2 * np.random.rand(100, 1); y = 4 + 3 * X + np.random.randn(100, 1) after np.random.seed(0)
 */
export function linear({ points = 100, slope = 3, intercept = 4, noise = 1, seed = 0 }: LinearOptions = {}): ArrayDataset {
  const generator = new Generator(seed);
  const x = generator.fillUniform(new Float64Array(points), 0, 2);
  const y = generator.fillNormal(new Float64Array(points), 0, noise).map((error, i) => intercept + slope * x[i]! + error);
  return new ArrayDataset(hostArray(x, [points, 1]), hostArray(y, [points, 1]), { source: 'generated' });
}
