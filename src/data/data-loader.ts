import type { Device, DeviceName } from '../backend/device.ts';
import { ArgumentError } from '../core/errors.ts';
import { Generator, type GeneratorState } from '../core/random.ts';
import { toBatch, type Batch } from './batch.ts';
import { rowsOf, type Dataset, type Sample } from './dataset.ts';
import { generatorOf, type RandomOptions } from './split.ts';

/** Options of `DataLoader`. */
export interface DataLoaderOptions extends RandomOptions {
  /** Samples per batch; default 1. */
  readonly batchSize?: number;
  /** A new random order each epoch; default false. */
  readonly shuffle?: boolean;
  /** Leave out the last batch if it is short; default false. */
  readonly dropLast?: boolean;
  /** Draw every batch from all samples, so that one may come twice, as `np.random.choice`; default false. */
  readonly replacement?: boolean;
  /** Batches per epoch, with `replacement` only; default as many full batches as there are, at least 1. */
  readonly steps?: number;
  /** Batches prepared ahead, for datasets that read files; default 0. */
  readonly prefetch?: number;
  /** Where the tensors are made; default the current device. */
  readonly device?: Device | DeviceName;
}

/** Where a DataLoader is; survives JSON unchanged. */
export interface DataLoaderState {
  readonly epoch: number;
  /** Batches of this epoch already handed out; a loop that resumes where all were ends at once. */
  readonly position: number;
  /** The loader's own generator; null if it draws from one that others save. */
  readonly generator: GeneratorState | null;
  /** The generator before this epoch's order was drawn; null where there is no order to redraw. */
  readonly order: GeneratorState | null;
  /** What the random transforms of this epoch are seeded with. */
  readonly transformSeed: number | null;
}

interface Epoch {
  /** All samples in this epoch's order; null where each batch is drawn on its own. */
  readonly order: Int32Array | null;
  readonly orderFrom: GeneratorState | null;
  readonly transformSeed: number | null;
}

interface Prepared {
  readonly rows: Sample | Promise<Sample>;
  /** The own generator before the batch was drawn. */
  readonly before: GeneratorState | null;
}

/**
 * Draws batches from a dataset. `for await` runs one epoch; breaking out of the loop ends the epoch.
 *
 * `getState` and `setState` let an interrupted run go on with the batch that would have come next.
 *
 * Shapes: x [batchSize, ...], y [batchSize, ...]
 *
 * @throws {ArgumentError} if the dataset is empty, an epoch would have no batch, or options contradict each other.
 * @example
 * const { train } = spiral();
 * for await (const { x, y } of new DataLoader(train, { batchSize: 30, shuffle: true, seed: 0 })) console.log(x.shape, y.shape);
 */
export class DataLoader implements AsyncIterable<Batch> {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** Batches per epoch. */
  readonly length: number;
  readonly #options: DataLoaderOptions;
  readonly #generator: Generator;
  readonly #ownsGenerator: boolean;
  #epoch = 0;
  #position = 0;
  #current: Epoch | null = null;
  #ahead: Prepared[] = [];
  #iterations = 0;
  /** Number of the loop that is running, 0 if none is. */
  #running = 0;

  constructor(dataset: Dataset, options: DataLoaderOptions = {}) {
    checkOptions(dataset, options);
    this.dataset = dataset;
    this.batchSize = options.batchSize ?? 1;
    this.length = batchesPerEpoch(dataset.length, this.batchSize, options);
    this.#options = options;
    this.#generator = generatorOf(options);
    this.#ownsGenerator = options.seed !== undefined;
    if (this.length === 0) {
      const message = `DataLoader: an epoch has no batch: ${dataset.length} samples, batchSize ${this.batchSize}, dropLast true. Use a smaller batchSize.`;
      throw new ArgumentError(message, 'batchSize', this.batchSize);
    }
  }

  /** Epochs finished. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Batches of this epoch already handed out. */
  get position(): number {
    return this.#position;
  }

  getState(): DataLoaderState {
    return {
      epoch: this.#epoch,
      position: this.#position,
      generator: this.#ownsGenerator ? (this.#ahead[0]?.before ?? this.#generator.getState()) : null,
      order: this.#current?.orderFrom ?? null,
      transformSeed: this.#current?.transformSeed ?? null,
    };
  }

  /**
   * Goes to where another loader over the same dataset with the same options was.
   *
   * @throws {ArgumentError} if the state is not of such a loader; nothing is changed then.
   */
  setState(state: DataLoaderState): void {
    // From a file it may be anything, null too.
    const given: Partial<DataLoaderState> = { ...state };
    const { epoch = -1, position = -1, generator = null, order = null, transformSeed = null } = given;
    const fits = Number.isInteger(epoch) && epoch >= 0 && Number.isInteger(position) && position >= 0 && position <= this.length;
    if (!fits || (generator !== null) !== this.#ownsGenerator || (position > 0 && (order !== null) !== this.#ordersAtRandom)) {
      throw new ArgumentError('DataLoader: the state is not of a loader with the same dataset and options.', 'state', state);
    }
    const current = position > 0 ? { order: this.#redrawn(order), orderFrom: order, transformSeed } : null;
    if (generator !== null) this.#generator.setState(generator);
    this.#startOver();
    this.#epoch = epoch;
    this.#position = position;
    this.#current = current;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, undefined> {
    if (this.#running !== 0) this.#startOver();
    const own = ++this.#iterations;
    this.#running = own;
    this.#current ??= this.#beginEpoch();
    try {
      // A later loop over the same loader, or setState, takes over: this one then ends.
      while (this.#running === own && this.#position < this.length) {
        const batch = await toBatch(this.#next(), this.#options.device);
        if (this.#running !== own) return;
        this.#position++;
        yield batch;
      }
    } finally {
      if (this.#running === own) this.#endEpoch();
    }
  }

  get #ordersAtRandom(): boolean {
    return this.#options.shuffle === true && this.#options.replacement !== true;
  }

  #beginEpoch(): Epoch {
    const orderFrom = this.#ordersAtRandom ? this.#generator.getState() : null;
    const order = this.#ordersAtRandom ? this.#generator.permutation(this.dataset.length) : null;
    return { order, orderFrom, transformSeed: this.dataset.random === true ? this.#generator.randint(0, 2 ** 32) : null };
  }

  #redrawn(from: GeneratorState | null): Int32Array | null {
    if (from === null) return null;
    const generator = new Generator();
    generator.setState(from);
    return generator.permutation(this.dataset.length);
  }

  #next(): Sample | Promise<Sample> {
    const ahead = this.#options.prefetch ?? 0;
    const last = Math.min(this.length, this.#position + ahead + 1);
    while (this.#position + this.#ahead.length < last) this.#ahead.push(this.#prepare(this.#position + this.#ahead.length));
    return this.#ahead.shift()!.rows;
  }

  #prepare(position: number): Prepared {
    const { order, transformSeed } = this.#current!;
    const draws = this.#options.replacement === true;
    const before = draws && this.#ownsGenerator && (this.#options.prefetch ?? 0) > 0 ? this.#generator.getState() : null;
    const indices = draws ? this.#generator.choice(this.dataset.length, this.batchSize) : this.#indicesAt(position, order);
    // Each batch has its own generator, so that neither prefetching nor resuming changes what the transforms draw.
    const generator = transformSeed === null ? this.#generator : new Generator((transformSeed + position) % 2 ** 32);
    const rows = rowsOf(this.dataset, indices, generator);
    // A batch prepared ahead may fail before anyone waits for it; the loop that takes it gets the error.
    if (rows instanceof Promise) rows.catch(() => undefined);
    return { rows, before };
  }

  #indicesAt(position: number, order: Int32Array | null): Int32Array {
    const start = position * this.batchSize;
    const end = Math.min(start + this.batchSize, this.dataset.length);
    return order === null ? Int32Array.from({ length: end - start }, (_, i) => start + i) : order.subarray(start, end);
  }

  #endEpoch(): void {
    this.#startOver();
    this.#epoch++;
  }

  #startOver(): void {
    this.#running = 0;
    this.#position = 0;
    this.#current = null;
    this.#ahead = [];
  }
}

function checkOptions(dataset: Dataset, options: DataLoaderOptions): void {
  const { batchSize = 1, replacement, steps, prefetch = 0, seed } = options;
  const fail = (text: string, argument: string, value: unknown): ArgumentError =>
    new ArgumentError(`DataLoader: ${text}.`, argument, value);
  const given: Partial<Dataset> = dataset;
  if (typeof given.get !== 'function' || typeof given.length !== 'number') {
    const hint = 'Wrap arrays, new ArrayDataset(x, y), and take one part of { train, test }';
    throw fail(`the dataset must have a length and a method get. ${hint}`, 'dataset', dataset);
  }
  if (dataset.length === 0) throw fail('the dataset is empty', 'dataset', dataset);
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw fail(`batchSize must be a positive integer, got ${batchSize}`, 'batchSize', batchSize);
  if (!Number.isInteger(prefetch) || prefetch < 0) throw fail(`prefetch must be an integer from 0, got ${prefetch}`, 'prefetch', prefetch);
  if (steps !== undefined && replacement !== true)
    throw fail('steps is for replacement: true. Without it an epoch is every sample once', 'steps', steps);
  if (steps !== undefined && (!Number.isInteger(steps) || steps < 1))
    throw fail(`steps must be a positive integer, got ${steps}`, 'steps', steps);
  if (replacement === true && prefetch > 0 && seed === undefined) {
    throw fail('prefetch with replacement draws ahead from a generator that others use. Give the loader a seed', 'prefetch', prefetch);
  }
}

function batchesPerEpoch(samples: number, batchSize: number, { dropLast, replacement, steps }: DataLoaderOptions): number {
  if (replacement === true) return steps ?? Math.max(1, Math.floor(samples / batchSize));
  return dropLast === true ? Math.floor(samples / batchSize) : Math.ceil(samples / batchSize);
}
