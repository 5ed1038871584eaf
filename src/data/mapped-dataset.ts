import type { Generator } from '../core/random.ts';
import type { Dataset, Sample } from './dataset.ts';
import type { DataSource } from './sources/locate.ts';
import type { Transform } from './transforms/transform.ts';

/** A dataset whose inputs go through a transform each time they are drawn; targets stay. */
export class MappedDataset implements Dataset {
  readonly length: number;
  readonly random = true;
  readonly source?: DataSource;
  readonly #dataset: Dataset;
  readonly #transform: Transform;

  constructor(dataset: Dataset, transform: Transform) {
    this.length = dataset.length;
    if (dataset.source !== undefined) this.source = dataset.source;
    this.#dataset = dataset;
    this.#transform = transform;
  }

  get(index: number, generator: Generator): Sample | Promise<Sample> {
    const apply = ({ x, y }: Sample): Sample => ({ x: this.#transform(x, generator), y });
    const sample = this.#dataset.get(index, generator);
    return sample instanceof Promise ? sample.then(apply) : apply(sample);
  }

  /** These samples, each input put through `transform` as well. */
  map(transform: Transform): MappedDataset {
    return new MappedDataset(this, transform);
  }
}
