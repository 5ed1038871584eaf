import { Generator } from '../../core/random.ts';
import { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { hostArray } from '../host-array.ts';

/** Options of `sinCurve`. */
export interface SinCurveOptions {
  /** Points from 0 to 2 pi; default 1000. */
  readonly points?: number;
  /** The noise is uniform from -noise to noise; default 0.05. */
  readonly noise?: number;
  /** Seed of the noise; default 0. */
  readonly seed?: number;
}

/**
 * A noisy sine to train on and a cosine to test with: each value's target is the next value (DeZero, step 59). For a `SeqDataLoader`.
 *
 * Shapes: x [1], y [1]
 *
 * @example const { train, test } = sinCurve();
 */
export function sinCurve({ points = 1000, noise = 0.05, seed = 0 }: SinCurveOptions = {}): TrainTest<ArrayDataset> {
  const generator = new Generator(seed);
  const step = (2 * Math.PI) / (points - 1);
  const sine = generator.fillUniform(new Float64Array(points), -noise, noise).map((offset, i) => Math.sin(i * step) + offset);
  const cosine = Float64Array.from({ length: points }, (_, i) => Math.cos(i * step));
  return { train: series(sine), test: series(cosine) };
}

function series(values: Float64Array): ArrayDataset {
  const shape = [values.length - 1, 1];
  return new ArrayDataset(hostArray(values.slice(0, -1), shape), hostArray(values.slice(1), shape), { source: 'generated' });
}
