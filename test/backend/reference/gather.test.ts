import { describe, test } from 'vitest';
import { counting, expectBlock, floats, ints, run } from './check-values.ts';

const x = counting([2, 3]);

describe('GatherV2', () => {
  test('rows, repeated', () => {
    expectBlock(run('GatherV2', { x, indices: ints([1, 0, 1]) }, { axis: 0, batchDims: 0 }), floats([4, 5, 6, 1, 2, 3, 4, 5, 6], [3, 3]));
  });
  test('columns, by a matrix of indices', () => {
    const indices = ints([
      [0, 2],
      [1, 1],
    ]);
    // np.take(x, indices, axis=1)
    expectBlock(run('GatherV2', { x, indices }, { axis: 1, batchDims: 0 }), floats([1, 3, 2, 2, 4, 6, 5, 5], [2, 2, 2]));
  });
  test('by a scalar index takes the axis away', () => {
    expectBlock(run('GatherV2', { x, indices: ints(1) }, { axis: 1, batchDims: 0 }), floats([2, 5]));
  });
  test('per batch', () => {
    // np.take_along_axis(x, indices, 1)
    const indices = ints([
      [2, 0],
      [1, 1],
    ]);
    expectBlock(run('GatherV2', { x, indices }, { axis: 1, batchDims: 1 }), floats([3, 1, 5, 5], [2, 2]));
  });
  test('no indices', () => expectBlock(run('GatherV2', { x, indices: ints([], [0]) }, { axis: 0, batchDims: 0 }), floats([], [0, 3])));
  test('outside: NaN, 0 of integers', () => {
    expectBlock(run('GatherV2', { x: floats([1, 2]), indices: ints([-1, 2, 0]) }, { axis: 0, batchDims: 0 }), floats([NaN, NaN, 1]));
    expectBlock(run('GatherV2', { x, indices: ints([3, -1]) }, { axis: 1, batchDims: 0 }), floats([NaN, NaN, NaN, NaN], [2, 2]));
    expectBlock(run('GatherV2', { x: ints([1, 2]), indices: ints([2]) }, { axis: 0, batchDims: 0 }), ints([0]));
  });
});

describe('GatherNd', () => {
  test('elements', () => {
    const indices = ints([
      [1, 2],
      [0, 0],
    ]);
    expectBlock(run('GatherNd', { params: x, indices }), floats([6, 1]));
  });
  test('rows', () => expectBlock(run('GatherNd', { params: x, indices: ints([[1]]) }), floats([[4, 5, 6]])));
  test('the whole', () => expectBlock(run('GatherNd', { params: x, indices: ints([], [1, 0]) }), counting([1, 2, 3])));
  test('outside: NaN, not the next row', () => expectBlock(run('GatherNd', { params: x, indices: ints([[0, 3]]) }), floats([NaN])));
});

describe('ScatterNd', () => {
  test('duplicates add up', () => {
    expectBlock(run('ScatterNd', { indices: ints([[1], [0], [1]]), updates: floats([1, 2, 3]) }, { shape: [3] }), floats([2, 4, 0]));
  });
  test('rows', () => {
    const updates = floats([
      [1, 2],
      [3, 4],
    ]);
    expectBlock(run('ScatterNd', { indices: ints([[2], [0]]), updates }, { shape: [3, 2] }), floats([3, 4, 0, 0, 1, 2], [3, 2]));
  });
  test('outside: dropped', () => {
    expectBlock(run('ScatterNd', { indices: ints([[3], [-1]]), updates: floats([1, 2]) }, { shape: [2] }), floats([0, 0]));
  });
  test('nothing', () =>
    expectBlock(run('ScatterNd', { indices: ints([], [0, 1]), updates: floats([], [0]) }, { shape: [2] }), floats([0, 0])));
});

describe('UnsortedSegmentSum', () => {
  test('rows by segment', () => {
    const rows = counting([3, 2]);
    expectBlock(
      run('UnsortedSegmentSum', { x: rows, segmentIds: ints([2, 0, 2]) }, { numSegments: 3 }),
      floats([3, 4, 0, 0, 6, 8], [3, 2]),
    );
  });
  test('a negative segment is dropped, and one past the last', () => {
    expectBlock(run('UnsortedSegmentSum', { x: floats([1, 2, 3]), segmentIds: ints([-1, 1, 2]) }, { numSegments: 2 }), floats([0, 2]));
    expectBlock(run('UnsortedSegmentSum', { x: floats([1, 2]), segmentIds: ints([0, 1]) }, { numSegments: 1 }), floats([1]));
  });
});

describe('OneHot', () => {
  const one = { onValue: 1, offValue: 0 };
  test('a new last axis', () => {
    const expected = floats([
      [0, 0, 1],
      [1, 0, 0],
    ]);
    expectBlock(run('OneHot', { indices: ints([2, 0]) }, { depth: 3, ...one, dtype: 'float32' }), expected);
  });
  test('outside: no one', () =>
    expectBlock(run('OneHot', { indices: ints([-1, 2]) }, { depth: 2, ...one, dtype: 'int32' }), ints([0, 0, 0, 0], [2, 2])));
  test('other values, of a scalar', () => {
    expectBlock(run('OneHot', { indices: ints(1) }, { depth: 2, onValue: 5, offValue: -1, dtype: 'float32' }), floats([-1, 5]));
  });
});
