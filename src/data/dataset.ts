import type { Generator } from '../core/random.ts';
import { ShapeError } from '../core/errors.ts';
import { format, sameShape } from '../core/shape.ts';
import { sameType, type HostArray } from './host-array.ts';
import type { DataSource } from './sources/locate.ts';

/** An input and its target, or rows of both stacked along axis 0. */
export interface Sample {
  readonly x: HostArray;
  readonly y: HostArray;
}

/**
 * Samples by index: what a DataLoader draws from. `length` and `get` are enough to write one.
 *
 * @example const squares: Dataset = { length: 10, get: (i) => ({ x: hostArray(Float32Array.of(i), [1]), y: hostArray(Float32Array.of(i * i), [1]) }) };
 */
export interface Dataset {
  readonly length: number;
  /** Where the numbers came from. */
  readonly source?: DataSource;
  /** True if samples are drawn at random: the loader then hands out a generator that is its own for each batch. */
  readonly random?: boolean;
  get(index: number, generator: Generator): Sample | Promise<Sample>;
  /** Several samples at once, stacked; default: `get` for each. */
  batch?(indices: Int32Array, generator: Generator): Sample | Promise<Sample>;
}

/** Training and test part of a data set. */
export interface TrainTest<D extends Dataset = Dataset> {
  readonly train: D;
  readonly test: D;
}

/** The samples of a dataset at `indices`, stacked. @internal */
export function rowsOf(dataset: Dataset, indices: Int32Array, generator: Generator): Sample | Promise<Sample> {
  if (dataset.batch !== undefined) return dataset.batch(indices, generator);
  const samples = Array.from(indices, (index) => dataset.get(index, generator));
  const ready = samples.filter((sample): sample is Sample => !(sample instanceof Promise));
  return ready.length === samples.length ? stackSamples(ready) : awaitAll(samples).then(stackSamples);
}

async function awaitAll(samples: readonly (Sample | Promise<Sample>)[]): Promise<Sample[]> {
  return Promise.all(samples.map((sample) => Promise.resolve(sample)));
}

function stackSamples(samples: readonly Sample[]): Sample {
  return { x: stack(samples.map(({ x }) => x)), y: stack(samples.map(({ y }) => y)) };
}

/**
 * Arrays of one shape stacked along a new first axis.
 *
 * Shapes: N arrays [...S] -> [N, ...S]
 *
 * @throws {ShapeError} if the list is empty or the shapes differ.
 */
export function stack(arrays: readonly HostArray[]): HostArray {
  const [first] = arrays;
  if (first === undefined) throw new ShapeError('stack: there is nothing to stack: arrays 0.');
  const size = first.data.length;
  const data = sameType(first.data, arrays.length * size);
  arrays.forEach((array, i) => {
    if (!sameShape(array.shape, first.shape)) {
      const message = `stack: samples have different shapes: sample 0 ${format(first.shape)}, sample ${i} ${format(array.shape)}.`;
      throw new ShapeError(message, { first: first.shape, other: array.shape });
    }
    data.set(array.data, i * size);
  });
  return { data, shape: [arrays.length, ...first.shape] };
}
