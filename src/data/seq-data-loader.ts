import type { Device, DeviceName } from '../backend/device.ts';
import { ArgumentError } from '../core/errors.ts';
import { random } from '../core/random.ts';
import { toBatch, type Batch } from './batch.ts';
import { rowsOf, type Dataset, type Sample } from './dataset.ts';
import type { HostArray } from './host-array.ts';

/** Options of `SeqDataLoader`. */
export interface SeqDataLoaderOptions {
  /** Places of the series that are read side by side. */
  readonly batchSize: number;
  /** Time steps per batch; default: one, without an axis for it. */
  readonly timeSize?: number;
  /** Where the tensors are made; default the current device. */
  readonly device?: Device | DeviceName;
}

/** Where a SeqDataLoader is; survives JSON unchanged. */
export interface SeqDataLoaderState {
  readonly epoch: number;
  /** Batches of this epoch already handed out; a loop that resumes where all were ends at once. */
  readonly position: number;
  /** Time step at which the next batch begins. */
  readonly time: number;
}

/**
 * Reads a time series at `batchSize` evenly spaced places at once, in order: row i of one batch goes on in row i of the next.
 *
 * Without `timeSize` an epoch is ceil(N / batchSize) steps and each starts at the beginning (DeZero, SeqDataLoader). With it an epoch is
 * floor(N / (batchSize timeSize)) batches and goes on where the last one stopped (Deep Learning from Scratch 2, chapter 5);
 * `reset` goes back to the beginning.
 *
 * Shapes: x, y [batchSize, ...], or [batchSize, timeSize, ...]
 *
 * @throws {ArgumentError} if the series is too short for one batch.
 * @example
 * // needs the PTB files
 * const { train } = await ptb();
 * for await (const { x, y } of new SeqDataLoader(train, { batchSize: 20, timeSize: 35 })) console.log(x.shape, y.shape);
 */
export class SeqDataLoader implements AsyncIterable<Batch> {
  readonly dataset: Dataset;
  readonly batchSize: number;
  /** Batches per epoch. */
  readonly length: number;
  readonly #timeSize: number | undefined;
  readonly #device: Device | DeviceName | undefined;
  #epoch = 0;
  #position = 0;
  #time = 0;

  constructor(dataset: Dataset, { batchSize, timeSize, device }: SeqDataLoaderOptions) {
    checkPositive('batchSize', batchSize);
    if (timeSize !== undefined) checkPositive('timeSize', timeSize);
    this.dataset = dataset;
    this.batchSize = batchSize;
    this.#timeSize = timeSize;
    this.#device = device;
    this.length = timeSize === undefined ? Math.ceil(dataset.length / batchSize) : Math.floor(dataset.length / (batchSize * timeSize));
    if (dataset.length < batchSize || this.length === 0) {
      const message = `SeqDataLoader: the series is too short: ${dataset.length} steps, batchSize ${batchSize}, timeSize ${timeSize ?? 1}.`;
      throw new ArgumentError(message, 'dataset', dataset);
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

  /** Goes back to the beginning of the series. */
  reset(): void {
    this.setState({ epoch: 0, position: 0, time: 0 });
  }

  getState(): SeqDataLoaderState {
    return { epoch: this.#epoch, position: this.#position, time: this.#time };
  }

  /** @throws {ArgumentError} if the state is not of a loader over the same series with the same options. */
  setState(state: SeqDataLoaderState): void {
    // From a file it may be anything, null too.
    const given: Partial<SeqDataLoaderState> = { ...state };
    const { epoch = -1, position = -1, time = -1 } = given;
    if (![epoch, position, time].every((value) => Number.isInteger(value) && value >= 0) || position > this.length) {
      throw new ArgumentError('SeqDataLoader: the state is not of a loader with the same dataset and options.', 'state', state);
    }
    this.#epoch = epoch;
    this.#position = position;
    this.#time = time;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Batch, void, undefined> {
    try {
      while (this.#position < this.length) {
        const rows = rowsOf(this.dataset, this.#indices(), random);
        const shaped = rows instanceof Promise ? rows.then((sample) => this.#shaped(sample)) : this.#shaped(rows);
        const batch = await toBatch(shaped, this.#device);
        this.#position++;
        this.#time += this.#timeSize ?? 1;
        yield batch;
      }
    } finally {
      this.#position = 0;
      this.#epoch++;
      if (this.#timeSize === undefined) this.#time = 0;
    }
  }

  #indices(): Int32Array {
    const steps = this.#timeSize ?? 1;
    const { length } = this.dataset;
    const jump = Math.floor(length / this.batchSize);
    return Int32Array.from(
      { length: this.batchSize * steps },
      (_, i) => (Math.floor(i / steps) * jump + this.#time + (i % steps)) % length,
    );
  }

  #shaped({ x, y }: Sample): Sample {
    const steps = this.#timeSize;
    if (steps === undefined) return { x, y };
    const split = ({ data, shape }: HostArray): HostArray => ({ data, shape: [this.batchSize, steps, ...shape.slice(1)] });
    return { x: split(x), y: split(y) };
  }
}

function checkPositive(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new ArgumentError(`SeqDataLoader: ${name} must be a positive integer, got ${value}.`, name, value);
}
