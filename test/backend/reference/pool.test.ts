import { describe, expect, test } from 'vitest';
import { counting, expectBlock, floats, ints, run, runAll } from './check-values.ts';

const x = floats([1, 5, 2, 0, 3, 3, 4, 4, -1, -2, 4, -3], [1, 3, 4, 1]);

// TensorFlow 2.21: tf.nn.max_pool_with_argmax, tf.nn.avg_pool2d, and gradients of the latter for dy = 1, 2, ...
const table = [
  [
    'stride 2, same',
    { filterSize: 2, strides: 2, pad: 'same' },
    [1, 2, 2, 1],
    { max: [5, 4, -1, 4], argmax: [1, 6, 8, 10], mean: [3, 2.5, -1.5, 0.5] },
    [0.25, 0.25, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 1.5, 1.5, 2, 2],
  ],
  [
    'stride 1, valid: windows overlap',
    { filterSize: [2, 2], strides: [1, 1], pad: 'valid' },
    [1, 2, 3, 1],
    { max: [5, 5, 4, 3, 4, 4], argmax: [1, 1, 6, 4, 6, 6], mean: [3, 3.5, 2.5, 0.75, 2.25, 2.25] },
    [0.25, 0.75, 1.25, 0.75, 1.25, 3, 4, 2.25, 1, 2.25, 2.75, 1.5],
  ],
] as const;

describe.each(table)('%s', (_, { filterSize, strides, pad }, shape, results, meanGradient) => {
  const attrs = {
    filterSize: typeof filterSize === 'number' ? filterSize : ([...filterSize] as [number, number]),
    strides: typeof strides === 'number' ? strides : ([...strides] as [number, number]),
    pad,
  };
  test('MaxPool', () => expectBlock(run('MaxPool', { x }, attrs), floats(results.max, shape)));
  test('MaxPoolWithIndices: the first of equals', () => {
    const [maxima, places] = runAll('MaxPoolWithIndices', { x }, attrs);
    expectBlock(maxima!, floats(results.max, shape));
    expectBlock(places!, ints(results.argmax, shape));
  });
  test('AvgPool: padding does not count', () => expectBlock(run('AvgPool', { x }, attrs), floats(results.mean, shape)));
  test('AvgPoolGrad', () => expectBlock(run('AvgPoolGrad', { dy: counting(shape), input: x }, attrs), floats(meanGradient, x.shape)));
});

describe('MaxPool', () => {
  test('pads with nothing, not with zero', () => {
    const negative = floats([-1, -2, -3, -4], [1, 2, 2, 1]);
    expectBlock(run('MaxPool', { x: negative }, { filterSize: 2, strides: 2, pad: 1 }), floats([-1, -2, -3, -4], [1, 2, 2, 1]));
  });

  test('explicit padding, one side only', () => {
    const pad: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      [0, 0],
      [1, 0],
      [0, 0],
    ];
    expectBlock(run('MaxPool', { x }, { filterSize: [1, 2], strides: 1, pad }), floats([1, 5, 5, 2, 3, 3, 4, 4, -1, -1, 4, 4], x.shape));
  });

  // An axis of 4, windows of 1 at stride 2: (4 - 1) / 2 + 1 = 2.5 windows.
  test.each([
    ['floor', 2],
    ['round', 3],
    ['ceil', 3],
  ] as const)('dimRoundingMode %s', (dimRoundingMode, windows) => {
    const pooled = run('MaxPool', { x: counting([1, 4, 1, 1]) }, { filterSize: [1, 1], strides: [2, 1], pad: 0, dimRoundingMode });
    expect(pooled.shape).toEqual([1, windows, 1, 1]);
  });

  test('channels and images stay apart', () => {
    const images = counting([2, 1, 2, 3]);
    expectBlock(
      run('MaxPool', { x: images }, { filterSize: [1, 2], strides: 1, pad: 'valid' }),
      floats([4, 5, 6, 10, 11, 12], [2, 1, 1, 3]),
    );
    const places = runAll('MaxPoolWithIndices', { x: images }, { filterSize: [1, 2], strides: 1, pad: 'valid' })[1]!;
    expectBlock(places, ints([3, 4, 5, 9, 10, 11], [2, 1, 1, 3]));
  });

  test('NaN wins its window, and is where it stood', () => {
    const holed = floats([9, NaN, 1, NaN, 2, 3], [1, 1, 6, 1]);
    const [maxima, places] = runAll('MaxPoolWithIndices', { x: holed }, { filterSize: [1, 2], strides: [1, 2], pad: 'valid' });
    expectBlock(maxima!, floats([NaN, NaN, 3], [1, 1, 3, 1]));
    expectBlock(places!, ints([1, 3, 5], [1, 1, 3, 1]));
  });

  test('only -Infinity: the first place', () => {
    const low = floats([0, -Infinity, -Infinity, 0], [1, 1, 4, 1]);
    const places = runAll('MaxPoolWithIndices', { x: low }, { filterSize: [1, 2], strides: 1, pad: 'valid' })[1]!;
    expectBlock(places, ints([0, 1, 3], [1, 1, 3, 1]));
  });

  test('a window of padding only: -Infinity, without a place', () => {
    const [maxima, places] = runAll('MaxPoolWithIndices', { x: counting([1, 1, 1, 1]) }, { filterSize: 1, strides: 1, pad: 1 });
    expect(maxima!.values).toEqual([-Infinity, -Infinity, -Infinity, -Infinity, 1, -Infinity, -Infinity, -Infinity, -Infinity]);
    expect(places!.values).toEqual([-1, -1, -1, -1, 0, -1, -1, -1, -1]);
  });

  test('no images', () => {
    expectBlock(run('MaxPool', { x: floats([], [0, 4, 4, 2]) }, { filterSize: 2, strides: 2, pad: 'valid' }), floats([], [0, 2, 2, 2]));
    expectBlock(run('AvgPool', { x: floats([], [0, 4, 4, 2]) }, { filterSize: 2, strides: 2, pad: 'valid' }), floats([], [0, 2, 2, 2]));
  });
});

test('AvgPool hands NaN on', () => {
  expectBlock(
    run('AvgPool', { x: floats([NaN, 1, 2, 3], [1, 1, 4, 1]) }, { filterSize: [1, 2], strides: [1, 2], pad: 'valid' }),
    floats([NaN, 2.5], [1, 1, 2, 1]),
  );
});

describe('MaxPoolIndicesGrad', () => {
  test('adds where windows shared a maximum', () => {
    const argmax = ints([1, 1, 3], [1, 1, 3, 1]);
    const dy = floats([10, 20, 30], [1, 1, 3, 1]);
    expectBlock(run('MaxPoolIndicesGrad', { dy, argmax }, { shape: [1, 1, 4, 1] }), floats([0, 30, 0, 30], [1, 1, 4, 1]));
  });
  test('a window of padding only has no place', () => {
    expectBlock(
      run('MaxPoolIndicesGrad', { dy: floats([1], [1, 1, 1, 1]), argmax: ints([-1], [1, 1, 1, 1]) }, { shape: [1, 1, 1, 1] }),
      floats([0], [1, 1, 1, 1]),
    );
  });
});
