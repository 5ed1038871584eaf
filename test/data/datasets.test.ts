import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memory, tensor } from 'megagrad';
import { ArgumentError, ShapeError } from '../../src/core/errors.ts';
import { Generator } from '../../src/core/random.ts';
import {
  ArrayDataset,
  fromOneHot,
  hostArray,
  kFold,
  oneHot,
  randomSplit,
  stack,
  Subset,
  toTensor,
  Vocabulary,
} from '../../src/data/index.ts';

const bytes = new ArrayDataset(hostArray(Uint8Array.of(0, 51, 102, 153, 204, 255), [3, 2]), hostArray(Uint8Array.of(7, 8, 9), [3]), {
  divisor: 255,
});

describe('ArrayDataset', () => {
  test('bytes become float32 when drawn, small integers of targets int32', () => {
    expect(bytes.get(1)).toEqual({ x: { data: Float32Array.of(0.4, 0.6), shape: [2] }, y: { data: Int32Array.of(8), shape: [] } });
    expect(bytes.batch(Int32Array.of(2, 0))).toEqual({
      x: { data: Float32Array.of(0.8, 1, 0, 0.2), shape: [2, 2] },
      y: { data: Int32Array.of(9, 7), shape: [2] },
    });
  });

  test('slice counts as arrays do and copies nothing', () => {
    const tail = bytes.slice(-2);
    expect(tail.length).toBe(2);
    expect(tail.get(0)).toEqual(bytes.get(1));
    expect(tail.x.data.buffer).toBe(bytes.x.data.buffer);
    expect(bytes.slice(1, 99).length).toBe(2);
    expect(bytes.slice(2, 1).length).toBe(0);
  });

  test('takes nested arrays, typed arrays and tensors', () => {
    const x = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2] };
    const nested = new ArrayDataset(
      [
        [1, 2],
        [3, 4],
      ],
      [5, 6],
    );
    expect(nested.batch(Int32Array.of(0, 1))).toEqual({ x, y: { data: Float64Array.of(5, 6), shape: [2] } });
    const typed = new ArrayDataset(Float32Array.of(1, 2), Int32Array.of(0, 1));
    expect(typed.get(1)).toEqual({ x: { data: Float32Array.of(2), shape: [] }, y: { data: Int32Array.of(1), shape: [] } });
    const tensors = new ArrayDataset(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([0, 1], { dtype: 'int32' }),
    );
    expect(tensors.batch(Int32Array.of(0, 1))).toEqual({ x, y: { data: Int32Array.of(0, 1), shape: [2] } });
  });

  test('leaves no tensor of what it read', () => {
    const before = memory().reference!.tensors;
    expect(new ArrayDataset([[1], [2]], [0, 1]).length).toBe(2);
    expect(memory().reference!.tensors).toBe(before);
  });

  test('what does not fit is named', () => {
    const data = (given: unknown): ArrayDataset => new ArrayDataset(given as Int32Array, Int32Array.of(0));
    const forms = 'nested arrays of numbers, a typed array, hostArray(data, shape) or a tensor';
    expect(() => data({ x: [1] })).toThrow(`ArrayDataset: x must be ${forms}: got Object.`);
    expect(() => data(undefined)).toThrow(`ArrayDataset: x must be ${forms}: got undefined.`);
    expect(() => data(BigInt64Array.of(1n))).toThrow(`ArrayDataset: x must be ${forms}: got BigInt64Array.`);
    expect(() => new ArrayDataset(hostArray(new Float32Array(4), [2, 2]), hostArray(new Int32Array(3), [3]))).toThrow(ShapeError);
    expect(() => new ArrayDataset(hostArray(new Float32Array(4), [2, 2]), hostArray(new Int32Array(3), [3]))).toThrow(
      'ArrayDataset: x and y must have equally many rows: x [2,2], y [3].',
    );
    expect(() => new ArrayDataset(hostArray(new Float32Array(1), []), hostArray(new Int32Array(1), [1]))).toThrow(
      'ArrayDataset: x must have rows, got a scalar. Give it a first axis.',
    );
    expect(() => bytes.get(3)).toThrow('ArrayDataset: no such sample: index 3, the dataset has 3.');
    expect(() => hostArray(new Float32Array(3), [2, 2])).toThrow('hostArray: shape does not fit the data: shape [2,2], data 3 elements.');
  });
});

describe('randomSplit', () => {
  test('every sample is in exactly one part', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (length, part) => {
        const data = new ArrayDataset(hostArray(new Float32Array(length), [length]), hostArray(new Float32Array(length), [length]));
        const [a, b] = randomSplit(data, [part, 1 - part], { seed: 0 });
        expect([...a.indices, ...b.indices].sort((x, y) => x - y)).toEqual(Array.from({ length }, (_, i) => i));
        expect(Math.abs(a.length - part * length)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });

  test('by counts, with the permutation that NumPy gives', () => {
    const data = new ArrayDataset(hostArray(new Float32Array(10), [10]), hostArray(new Float32Array(10), [10]));
    const [a, b] = randomSplit(data, [8, 2], { seed: 0 });
    // numpy.random.RandomState(0).permutation(10)
    expect([...a.indices]).toEqual([2, 8, 4, 9, 1, 6, 7, 3]);
    expect([...b.indices]).toEqual([0, 5]);
  });

  test('parts that do not sum up are an error', () => {
    const message = 'randomSplit: parts must be counts that sum to 3 or fractions that sum to 1, got 0.5, 0.4.';
    expect(() => randomSplit(bytes, [0.5, 0.4])).toThrow(ArgumentError);
    expect(() => randomSplit(bytes, [0.5, 0.4])).toThrow(message);
    expect(() => randomSplit(bytes, [2, 2])).toThrow(ArgumentError);
  });
});

describe('kFold', () => {
  test('validation parts are disjoint, cover everything, and complete the training parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 8 }), (length, wanted) => {
        const k = Math.min(wanted, length);
        const data = new ArrayDataset(hostArray(new Float32Array(length), [length]), hostArray(new Float32Array(length), [length]));
        const folds = kFold(data, k, { seed: 1 });
        const all = Array.from({ length }, (_, i) => i);
        expect(folds.flatMap(({ validation }) => [...validation.indices]).sort((a, b) => a - b)).toEqual(all);
        for (const { train, validation } of folds) {
          expect([...train.indices, ...validation.indices].sort((a, b) => a - b)).toEqual(all);
          expect(Math.abs(validation.length - length / k)).toBeLessThan(1);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('k beyond the samples is an error', () => {
    expect(() => kFold(bytes, 4)).toThrow('kFold: k must be an integer from 2 to the number of samples, got 4 for 3 samples.');
  });
});

test('a subset of a subset draws from the dataset', async () => {
  const inner = new Subset(new Subset(bytes, [2, 1]), [1]);
  expect(await inner.get(0, new Generator())).toEqual(bytes.get(1));
  expect(() => new Subset(bytes, [3])).toThrow('Subset: no such sample: index 3, the dataset has 3.');
});

describe('oneHot', () => {
  test('and back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (labels) => {
        expect([...fromOneHot(oneHot(labels, 10))]).toEqual(labels);
      }),
    );
    expect(oneHot([2, 0], 3)).toEqual({ data: Float32Array.of(0, 0, 1, 1, 0, 0), shape: [2, 3] });
  });

  test('a label that is no class is named', () => {
    expect(() => oneHot([1, 3], 3)).toThrow('oneHot: label must be an integer from 0 to 2, got 3 at 1.');
    expect(() => fromOneHot(hostArray(new Float32Array(3), [3]))).toThrow('fromOneHot: must have shape [N, classes], got [3].');
  });
});

test('stack wants equal shapes', () => {
  const one = hostArray(Float32Array.of(1, 2), [2]);
  expect(stack([one, one])).toEqual({ data: Float32Array.of(1, 2, 1, 2), shape: [2, 2] });
  expect(() => stack([one, hostArray(Float32Array.of(1), [1])])).toThrow(
    'stack: samples have different shapes: sample 0 [2], sample 1 [1].',
  );
  expect(() => stack([])).toThrow('stack: there is nothing to stack: arrays 0.');
});

test('bytes become floats and other integers int32 on a device', () => {
  expect(toTensor(hostArray(Uint8Array.of(0, 255), [2])).dtype).toBe('float64');
  expect(toTensor(hostArray(Int16Array.of(-3), [1])).dtype).toBe('int32');
  expect(toTensor(hostArray(Float32Array.of(1, 2, 3, 4), [2, 2])).toArray()).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('a vocabulary numbers tokens in order of first appearance', () => {
  const vocabulary = new Vocabulary(['you', 'say', 'goodbye', 'and', 'i', 'say', 'hello', '.']);
  expect(vocabulary.size).toBe(7);
  expect([...vocabulary.encode(['hello', 'you'])]).toEqual([5, 0]);
  expect(vocabulary.decode([1, 4])).toEqual(['say', 'i']);
  expect(() => vocabulary.idOf('bye')).toThrow('Vocabulary: no such token: "bye".');
  expect(() => vocabulary.tokenOf(7)).toThrow('Vocabulary: no such number: id 7, the vocabulary has 7.');
});
