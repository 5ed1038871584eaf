import { ArgumentError } from '../core/errors.ts';
import { Generator, random } from '../core/random.ts';
import type { Dataset } from './dataset.ts';
import { Subset } from './subset.ts';

/** Where the random numbers come from: an own seed, a generator, or else the default generator. */
export interface RandomOptions {
  readonly seed?: number;
  readonly generator?: Generator;
}

/** @internal */
export function generatorOf({ seed, generator }: RandomOptions): Generator {
  if (seed !== undefined && generator !== undefined) throw new ArgumentError('random: give seed or generator, not both.', 'seed', seed);
  return generator ?? (seed === undefined ? random : new Generator(seed));
}

/**
 * Deals the shuffled samples of a dataset out into parts.
 *
 * @param parts Counts that sum to the length, or fractions that sum to 1; the last part takes what rounding leaves.
 * @throws {ArgumentError} if they do not sum up.
 * @example
 * const [train, validation] = randomSplit(linear({ points: 100 }), [0.8, 0.2], { seed: 0 });
 * validation.length; // 20
 */
export function randomSplit<const P extends readonly number[]>(
  dataset: Dataset,
  parts: P,
  options: RandomOptions = {},
): { [K in keyof P]: Subset } {
  const counts = countsOf(parts, dataset.length);
  const order = generatorOf(options).permutation(dataset.length);
  let start = 0;
  return mapTuple(parts, (_, i) => {
    const end = start + counts[i]!;
    const part = new Subset(dataset, order.subarray(start, end));
    start = end;
    return part;
  });
}

function mapTuple<const P extends readonly number[], T>(values: P, map: (value: number, index: number) => T): { [K in keyof P]: T };
function mapTuple<T>(values: readonly number[], map: (value: number, index: number) => T): T[] {
  return values.map(map);
}

function countsOf(parts: readonly number[], length: number): number[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  const fractions = Math.abs(sum - 1) < 1e-9 && parts.some((part) => !Number.isInteger(part));
  const counts = fractions ? parts.map((part) => Math.floor(part * length + 1e-9)) : [...parts];
  if (fractions) counts[counts.length - 1]! += length - counts.reduce((total, count) => total + count, 0);
  if (counts.every((count) => Number.isInteger(count) && count >= 0) && counts.reduce((total, count) => total + count, 0) === length)
    return counts;
  const message = `randomSplit: parts must be counts that sum to ${length} or fractions that sum to 1, got ${parts.join(', ')}.`;
  throw new ArgumentError(message, 'parts', parts);
}

/** One round of cross-validation. */
export interface Fold {
  readonly train: Subset;
  readonly validation: Subset;
}

/** Options of `kFold`. */
export interface KFoldOptions extends RandomOptions {
  /** Shuffle before folding; default true. */
  readonly shuffle?: boolean;
}

/**
 * Cuts a dataset into k parts, each of which is the validation part of one round; sizes differ by at most one.
 *
 * @throws {ArgumentError} if k is not an integer from 2 to the length.
 * @example kFold(linear({ points: 100 }), 5, { seed: 0 }).map(({ validation }) => validation.length); // [20, 20, 20, 20, 20]
 */
export function kFold(dataset: Dataset, k: number, { shuffle = true, ...options }: KFoldOptions = {}): Fold[] {
  const { length } = dataset;
  if (!Number.isInteger(k) || k < 2 || k > length) {
    throw new ArgumentError(`kFold: k must be an integer from 2 to the number of samples, got ${k} for ${length} samples.`, 'k', k);
  }
  const order = shuffle ? generatorOf(options).permutation(length) : Int32Array.from({ length }, (_, i) => i);
  return Array.from({ length: k }, (_, fold) => {
    const [start, end] = [Math.floor((fold * length) / k), Math.floor(((fold + 1) * length) / k)];
    const train = [...order.subarray(0, start), ...order.subarray(end)];
    return { train: new Subset(dataset, train), validation: new Subset(dataset, order.subarray(start, end)) };
  });
}
