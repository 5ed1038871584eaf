import { describe, test } from 'vitest';
import { bools, counting, expectBlock, floats, ints, run } from './check-values.ts';

const x = floats([
  [3, -1, 2],
  [4, 1, -5],
]);

describe('Sum', () => {
  test('of the rows', () => expectBlock(run('Sum', { x }, { axis: 1, keepDims: false }), floats([4, 0])));
  test('of the columns, axis kept', () => expectBlock(run('Sum', { x }, { axis: [0], keepDims: true }), floats([[7, 0, -3]])));
  test('of all', () => expectBlock(run('Sum', { x }, { axis: [0, 1], keepDims: false }), floats(4)));
  test('of all, axes kept', () => expectBlock(run('Sum', { x }, { axis: [0, 1], keepDims: true }), floats([[4]])));
  test('over a negative axis', () => expectBlock(run('Sum', { x }, { axis: -1, keepDims: false }), floats([4, 0])));
  // np.arange(1, 25).reshape(2, 3, 4).sum((0, 2))
  test('over the outer and the inner axis', () => {
    expectBlock(run('Sum', { x: counting([2, 3, 4]) }, { axis: [0, 2], keepDims: false }), floats([68, 100, 132]));
  });
  test('of a scalar', () => expectBlock(run('Sum', { x: floats(3) }, { axis: [], keepDims: false }), floats(3)));
  test('over no axes', () => expectBlock(run('Sum', { x }, { axis: [], keepDims: false }), x));
  test('of integers is int32 and wraps', () =>
    expectBlock(run('Sum', { x: ints([2147483647, 2]) }, { axis: 0, keepDims: false }), ints(-2147483647)));
  test('of bool counts in int32', () => expectBlock(run('Sum', { x: bools([1, 0, 1]) }, { axis: 0, keepDims: false }), ints(2)));
});

describe('Prod', () => {
  test('of the columns', () => expectBlock(run('Prod', { x }, { axis: 0, keepDims: false }), floats([12, -1, -10])));
  test('of bool is int32', () => expectBlock(run('Prod', { x: bools([1, 1]) }, { axis: 0, keepDims: false }), ints(1)));
});

describe('Mean', () => {
  test('of the columns', () => expectBlock(run('Mean', { x }, { axis: 0, keepDims: false }), floats([3.5, 0, -1.5])));
  test('of integers is a float', () => expectBlock(run('Mean', { x: ints([1, 2]) }, { axis: 0, keepDims: false }), floats(1.5)));
  test('of none is NaN', () => expectBlock(run('Mean', { x: floats([], [2, 0]) }, { axis: 1, keepDims: false }), floats([NaN, NaN])));
  test('of a scalar', () => expectBlock(run('Mean', { x: floats(3) }, { axis: [], keepDims: false }), floats(3)));
});

describe('Max and Min', () => {
  test('of the rows', () => {
    expectBlock(run('Max', { x }, { reductionIndices: 1, keepDims: false }), floats([3, 4]));
    expectBlock(run('Min', { x }, { axis: 1, keepDims: true }), floats([[-1], [-5]]));
  });
  test('keep int32', () => expectBlock(run('Max', { x: ints([-7, -3]) }, { reductionIndices: 0, keepDims: false }), ints(-3)));
});

describe('All and Any', () => {
  const flags = bools([
    [1, 0],
    [1, 1],
    [0, 0],
  ]);
  test('All', () => expectBlock(run('All', { x: flags }, { axis: 1, keepDims: false }), bools([0, 1, 0])));
  test('Any', () => expectBlock(run('Any', { x: flags }, { axis: 1, keepDims: false }), bools([1, 1, 0])));
  test('of none', () => {
    expectBlock(run('All', { x: bools([], [0]) }, { axis: 0, keepDims: false }), bools(1));
    expectBlock(run('Any', { x: bools([], [0]) }, { axis: 0, keepDims: false }), bools(0));
  });
});

describe('NaN', () => {
  const holed = floats([
    [1, NaN, 3],
    [4, 5, 6],
  ]);
  test.each([
    ['Sum', { axis: 1 }, [NaN, 15]],
    ['Prod', { axis: 1 }, [NaN, 120]],
    ['Mean', { axis: 1 }, [NaN, 5]],
    ['Min', { axis: 1 }, [NaN, 4]],
    ['Max', { reductionIndices: 1 }, [NaN, 6]],
  ] as const)('goes through %s', (name, attrs, results) => {
    const all = { axis: 1, reductionIndices: 1, ...attrs, keepDims: false };
    expectBlock(run(name, { x: holed }, all), floats(results));
  });
});

describe('no elements', () => {
  const none = floats([], [2, 0, 3]);
  test.each([
    ['Sum', 0],
    ['Prod', 1],
    ['Max', -Infinity],
    ['Min', Infinity],
  ] as const)('%s starts from its neutral element', (name, neutral) => {
    const attrs = { axis: 1, reductionIndices: 1, keepDims: false };
    expectBlock(
      run(name, { x: none }, attrs),
      floats(
        Array.from({ length: 6 }, () => neutral),
        [2, 3],
      ),
    );
  });
  test('an empty axis stays', () => expectBlock(run('Sum', { x: none }, { axis: 0, keepDims: false }), floats([], [0, 3])));
});

describe('ArgMax and ArgMin', () => {
  test('along each axis, int32', () => {
    expectBlock(run('ArgMax', { x }, { axis: 0 }), ints([1, 1, 0]));
    expectBlock(run('ArgMax', { x }, { axis: -1 }), ints([0, 0]));
    expectBlock(run('ArgMin', { x }, { axis: 1 }), ints([1, 2]));
  });
  test('ties: the first', () => {
    expectBlock(run('ArgMax', { x: floats([1, 3, 3]) }, { axis: 0 }), ints(1));
    expectBlock(run('ArgMin', { x: floats([2, 1, 1]) }, { axis: 0 }), ints(1));
  });
  test('NaN: the first', () => {
    expectBlock(run('ArgMax', { x: floats([1, NaN, 3, NaN]) }, { axis: 0 }), ints(1));
    expectBlock(run('ArgMin', { x: floats([NaN, 1, NaN]) }, { axis: 0 }), ints(0));
  });
  test('only infinities', () => expectBlock(run('ArgMax', { x: floats([-Infinity, -Infinity]) }, { axis: 0 }), ints(0)));
  test('of no rows', () => expectBlock(run('ArgMax', { x: floats([], [0, 3]) }, { axis: 1 }), ints([], [0])));
});
