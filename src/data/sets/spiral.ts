import { Generator } from '../../core/random.ts';
import { ArrayDataset } from '../array-dataset.ts';
import type { TrainTest } from '../dataset.ts';
import { hostArray } from '../host-array.ts';
import { oneHot as toOneHot } from '../one-hot.ts';

/** Options of `spiral`; the defaults are DeZero's. */
export interface SpiralOptions {
  /** Points per class; default 100. */
  readonly points?: number;
  /** Default 3. */
  readonly classes?: number;
  /** Mix the classes; default true. */
  readonly shuffle?: boolean;
  /** Targets as rows with a one at the class; default false. */
  readonly oneHot?: boolean;
  /** Seeds of the two parts; default 1984 and 2020. */
  readonly seeds?: readonly [train: number, test: number];
}

/**
 * Points on arms of a spiral, one arm per class.
 *
 * The defaults are the data of DeZero (Deep Learning from Scratch 3, step 48); `spiral({ shuffle: false, oneHot: true }).train` is that of
 * Deep Learning from Scratch 2, chapter 1. Both to NumPy's digits.
 *
 * Shapes: x [2], y a class number, or [classes] with `oneHot: true`
 *
 * @example const { train, test } = spiral();
 */
export function spiral(options: SpiralOptions = {}): TrainTest<ArrayDataset> {
  const [train, test] = options.seeds ?? [1984, 2020];
  return { train: arms(train, options), test: arms(test, options) };
}

function arms(seed: number, { points = 100, classes = 3, shuffle = true, oneHot = false }: SpiralOptions): ArrayDataset {
  const generator = new Generator(seed);
  const count = points * classes;
  const x = new Float64Array(2 * count);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const arm = Math.floor(i / points);
    const radius = (i % points) / points;
    const angle = 4 * arm + 4 * radius + 0.2 * generator.normal();
    x[2 * i] = radius * Math.sin(angle);
    x[2 * i + 1] = radius * Math.cos(angle);
    y[i] = arm;
  }
  const dataset = new ArrayDataset(hostArray(x, [count, 2]), oneHot ? toOneHot(y, classes) : hostArray(y, [count]), {
    source: 'generated',
  });
  if (!shuffle) return dataset;
  const mixed = dataset.batch(generator.permutation(count));
  return new ArrayDataset(mixed.x, mixed.y, { source: 'generated' });
}
