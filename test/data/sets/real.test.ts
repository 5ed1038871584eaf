import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { additionSequences, DataNotFoundError, dateSequences, mnist, ptb } from '../../../src/data/index.ts';

const folder = process.env['MEGAGRAD_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url));

/** Runs the tests where the folder has the data, and says so where it has not. */
function describeData(name: string, body: (options: { folder: string; download: false }) => void): void {
  if (existsSync(join(folder, name))) {
    describe(name, () => body({ folder, download: false }));
  } else {
    process.stderr.write(`${name} is not in ${folder}: its facts are not checked. Set MEGAGRAD_DATA to check them.\n`);
  }
}

test('a data set that must be real and is nowhere is an error', async () => {
  await expect(mnist({ folder: join(folder, 'nowhere'), download: false, synthetic: 'never' })).rejects.toThrow(DataNotFoundError);
});

describeData('mnist', (options) => {
  test('counts, label histograms, pixel sums and first labels are those of the files', async () => {
    const { train, test: other } = await mnist({ ...options, synthetic: 'never' });
    expect([train.source, train.length, other.length]).toEqual(['local', 60_000, 10_000]);
    // First labels: Deep Learning from Scratch, chapter 3; sums and counts by numpy.frombuffer over the unpacked files.
    expect([...train.y.data.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    expect([...other.y.data.subarray(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
    expect(sum(train.x.data)).toBe(1_567_298_545);
    expect(sum(other.x.data)).toBe(264_923_200);
    expect(histogram(train.y.data)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(histogram(other.y.data)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    expect(train.get(0).x.shape).toEqual([784]);
    expect(sum(train.get(0).x.data)).toBeCloseTo(27_525 / 255, 3);
  });

  test('options are those of load_mnist', async () => {
    const { train } = await mnist({ ...options, normalize: false, flatten: false, oneHot: true });
    const { x, y } = train.get(0);
    expect([x.shape, [...y.data]]).toEqual([
      [28, 28, 1],
      [0, 0, 0, 0, 0, 1, 0, 0, 0, 0],
    ]);
    expect(sum(x.data)).toBe(27_525);
  });
});

describeData('ptb', (options) => {
  test('words and their numbers are those of the book', async () => {
    const { train, validation, test: other, vocabulary } = await ptb(options);
    // Deep Learning from Scratch 2, ch02/show_ptb.py: corpus size 929589, vocabulary 10000.
    expect([train.ids.length, vocabulary.size]).toEqual([929_589, 10_000]);
    expect(['aer', 'banknote', 'berlitz', 'car', 'happy', 'lexus'].map((word) => vocabulary.idOf(word))).toEqual([
      0, 1, 2, 3856, 4428, 7426,
    ]);
    // Words of the files plus their lines, by wc.
    expect([validation.ids.length, other.ids.length]).toEqual([73_760, 82_430]);
    expect(train.get(0)).toEqual({ x: { data: Int32Array.of(0), shape: [] }, y: { data: Int32Array.of(1), shape: [] } });
  });
});

describeData('text', (options) => {
  test('sums are split as in the book', async () => {
    const { train, test: other, vocabulary } = await additionSequences({ ...options, synthetic: 'never' });
    expect([train.x.shape, train.y.shape, other.length, vocabulary.size]).toEqual([[45_000, 7], [45_000, 5], 5000, 13]);
    // Deep Learning from Scratch 2, ch07/show_addition_dataset.py prints these four.
    expect([...train.get(0).x.data]).toEqual([3, 0, 2, 0, 0, 11, 5]);
    expect([...train.get(0).y.data]).toEqual([6, 0, 11, 7, 5]);
    expect(vocabulary.decode(train.get(0).x.data).join('')).toBe('71+118 ');
    expect(vocabulary.decode(train.get(0).y.data).join('')).toBe('_189 ');
  });

  test('reversed questions', async () => {
    const { train, vocabulary } = await additionSequences({ ...options, reverse: true });
    expect(vocabulary.decode(train.get(0).x.data).join('')).toBe(' 811+17');
  });

  test('dates', async () => {
    const { train, vocabulary } = await dateSequences({ ...options, synthetic: 'never', seed: null });
    expect([train.x.shape, train.y.shape, vocabulary.size]).toEqual([[45_000, 29], [45_000, 11], 59]);
    expect(vocabulary.decode(train.get(0).x.data).join('').trim()).toBe('september 27, 1994');
    expect(vocabulary.decode(train.get(0).y.data).join('')).toBe('_1994-09-27');
  });
});

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function histogram(labels: ArrayLike<number>): number[] {
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]!++;
  return counts;
}
