import { expect, test } from 'vitest';
import { floats, ints, runAll } from './check-values.ts';

test('TopK: the largest of each row first, of equals the first, NaN before all', () => {
  const x = floats([
    [1, 3, 2, 3],
    [-Infinity, 0, NaN, Infinity],
  ]);
  expect(runAll('TopK', { x }, { k: 3, sorted: true })).toEqual([
    floats([
      [3, 3, 2],
      [NaN, Infinity, 0],
    ]),
    ints([
      [1, 3, 2],
      [2, 3, 1],
    ]),
  ]);
});

test('TopK: none, and of no rows', () => {
  expect(runAll('TopK', { x: floats([1, 2]) }, { k: 0, sorted: true })).toEqual([floats([], [0]), ints([], [0])]);
  expect(runAll('TopK', { x: floats([], [0, 2]) }, { k: 1, sorted: true })).toEqual([floats([], [0, 1]), ints([], [0, 1])]);
});

test('TopK of integers keeps them', () => {
  expect(runAll('TopK', { x: ints([1, 5, 2]) }, { k: 1, sorted: true })).toEqual([ints([5]), ints([1])]);
});
