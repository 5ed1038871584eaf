import { ArgumentError } from '../core/errors.ts';
import { ArrayDataset, type ArrayDatasetOptions } from './array-dataset.ts';

/**
 * A text as token numbers: sample i is token i, its target token i + 1. For a `SeqDataLoader`.
 *
 * Shapes: x, y scalars
 *
 * @throws {ArgumentError} if there are fewer than two tokens.
 */
export class TextDataset extends ArrayDataset {
  readonly ids: Int32Array;

  constructor(ids: Int32Array, options: ArrayDatasetOptions = {}) {
    const steps = ids.length - 1;
    if (steps < 1) throw new ArgumentError(`TextDataset: a text needs two tokens, got ${ids.length}.`, 'ids', ids);
    super({ data: ids.subarray(0, steps), shape: [steps] }, { data: ids.subarray(1), shape: [steps] }, options);
    this.ids = ids;
  }

  /** The text from token `start` up to token `end`. */
  override slice(start: number, end?: number): TextDataset {
    return new TextDataset(this.ids.slice(start, end), { source: this.source });
  }
}
