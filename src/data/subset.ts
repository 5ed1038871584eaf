import { ArgumentError } from '../core/errors.ts';
import type { Generator } from '../core/random.ts';
import { rowsOf, type Dataset, type Sample } from './dataset.ts';
import { MappedDataset } from './mapped-dataset.ts';
import type { DataSource } from './sources/locate.ts';
import type { Transform } from './transforms/transform.ts';

/**
 * Some samples of a dataset, in the order of `indices`, without copying.
 *
 * @throws {ArgumentError} if an index is not one of a sample.
 * @example new Subset(linear(), [0, 2, 4]).length; // 3
 */
export class Subset implements Dataset {
  readonly length: number;
  readonly random: boolean;
  readonly source?: DataSource;
  /** Which samples of the dataset these are. */
  readonly indices: Int32Array;
  readonly #dataset: Dataset;

  constructor(dataset: Dataset, indices: ArrayLike<number>) {
    this.indices = Int32Array.from(indices);
    this.length = indices.length;
    this.random = dataset.random === true;
    if (dataset.source !== undefined) this.source = dataset.source;
    this.#dataset = dataset;
    const wrong = this.indices.find((index) => index < 0 || index >= dataset.length);
    if (wrong !== undefined) {
      throw new ArgumentError(`Subset: no such sample: index ${wrong}, the dataset has ${dataset.length}.`, 'indices', wrong);
    }
  }

  get(index: number, generator: Generator): Sample | Promise<Sample> {
    return this.#dataset.get(this.#indexOf(index), generator);
  }

  batch(indices: Int32Array, generator: Generator): Sample | Promise<Sample> {
    return rowsOf(
      this.#dataset,
      indices.map((index) => this.#indexOf(index)),
      generator,
    );
  }

  /** These samples, each input put through `transform` when it is drawn. */
  map(transform: Transform): MappedDataset {
    return new MappedDataset(this, transform);
  }

  #indexOf(index: number): number {
    const found = this.indices[index];
    if (found !== undefined) return found;
    throw new ArgumentError(`Subset: no such sample: index ${index}, the subset has ${this.length}.`, 'index', index);
  }
}
