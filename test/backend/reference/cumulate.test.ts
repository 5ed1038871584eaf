import { describe, test } from 'vitest';
import { expectBlock, floats, ints, run } from './check-values.ts';

const x = floats([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('Cumsum', () => {
  test.each([
    ['inclusive', false, false, [1, 3, 6, 4, 9, 15]],
    ['exclusive', true, false, [0, 1, 3, 0, 4, 9]],
    ['from the end', false, true, [6, 5, 3, 15, 11, 6]],
    ['exclusive, from the end', true, true, [5, 3, 0, 11, 6, 0]],
  ])('%s', (_, exclusive, reverse, results) => {
    expectBlock(run('Cumsum', { x }, { axis: 1, exclusive, reverse }), floats(results, [2, 3]));
  });

  test('down the columns', () => {
    expectBlock(run('Cumsum', { x }, { axis: 0, exclusive: false, reverse: false }), floats([1, 2, 3, 5, 7, 9], [2, 3]));
  });
  test('NaN goes on to all that follow', () => {
    expectBlock(run('Cumsum', { x: floats([1, NaN, 3]) }, { axis: 0, exclusive: false, reverse: false }), floats([1, NaN, NaN]));
  });
  test('of integers wraps', () => {
    expectBlock(
      run('Cumsum', { x: ints([2147483647, 1]) }, { axis: 0, exclusive: false, reverse: false }),
      ints([2147483647, -2147483648]),
    );
  });
  test('keeps an empty axis', () => {
    expectBlock(run('Cumsum', { x: floats([], [2, 0]) }, { axis: 1, exclusive: false, reverse: false }), floats([], [2, 0]));
  });
});

test('Cumprod', () => {
  expectBlock(run('Cumprod', { x }, { axis: 1, exclusive: false, reverse: false }), floats([1, 2, 6, 4, 20, 120], [2, 3]));
  expectBlock(run('Cumprod', { x }, { axis: -1, exclusive: true, reverse: true }), floats([6, 3, 1, 30, 6, 1], [2, 3]));
});
