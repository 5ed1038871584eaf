import { ArgumentError } from '../core/errors.ts';
import type { Batch } from '../data/batch.ts';
import { DataLoader, type DataLoaderOptions } from '../data/data-loader.ts';
import type { Dataset } from '../data/dataset.ts';

/**
 * What gives the batches of an epoch, and can go on where it was: a DataLoader, a SeqDataLoader, or one of your own.
 * `for await` runs one epoch.
 */
export interface BatchSource extends AsyncIterable<Batch> {
  /** Batches per epoch. */
  readonly length: number;
  /** Batches of this epoch already handed out. */
  readonly position: number;
  getState(): unknown;
  setState(state: never): void;
}

/** A source as it is, or one over a dataset. @throws {ArgumentError} if it is neither. @internal */
export function batchesOf(name: string, argument: string, data: Dataset | BatchSource, options: DataLoaderOptions): BatchSource {
  if (isSource(data)) return data;
  if (typeof data !== 'object' || (data as unknown) === null || !Number.isInteger(data.length) || typeof data.get !== 'function') {
    throw new ArgumentError(
      `${name}: ${argument} must be a Dataset or a DataLoader: it has no length and get. Of { train, test } pass train.`,
      argument,
      data,
    );
  }
  if (data.length === 0) throw new ArgumentError(`${name}: ${argument} is empty: length 0. Give at least one sample.`, argument, data);
  return new DataLoader(data, options);
}

/** True of what gives batches, and not samples. @internal */
export function isSource(data: Dataset | BatchSource): data is BatchSource {
  return typeof data === 'object' && (data as unknown) !== null && Symbol.asyncIterator in data;
}
