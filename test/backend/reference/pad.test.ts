import { describe, test } from 'vitest';
import { counting, expectBlock, floats, ints, run } from './check-values.ts';

describe('PadV2', () => {
  test('each side of each axis', () => {
    const expected = floats([
      [9, 9, 9, 9],
      [9, 1, 2, 9],
      [9, 3, 4, 9],
    ]);
    const paddings: [number, number][] = [
      [1, 0],
      [1, 1],
    ];
    expectBlock(run('PadV2', { x: counting([2, 2]) }, { paddings, constantValue: 9 }), expected);
  });
  test('integers', () => expectBlock(run('PadV2', { x: ints([1]) }, { paddings: [[0, 2]], constantValue: -1 }), ints([1, -1, -1])));
  test('an empty axis', () => expectBlock(run('PadV2', { x: floats([], [0]) }, { paddings: [[1, 1]], constantValue: 2 }), floats([2, 2])));
  test('a scalar', () => expectBlock(run('PadV2', { x: floats(5) }, { paddings: [], constantValue: 0 }), floats(5)));
});

describe('MirrorPad', () => {
  const x = floats([1, 2, 3]);
  // np.pad([1, 2, 3], (2, 1), mode)
  test('reflect leaves the edge out', () => {
    expectBlock(run('MirrorPad', { x }, { paddings: [[2, 1]], mode: 'reflect' }), floats([3, 2, 1, 2, 3, 2]));
  });
  test('symmetric repeats the edge', () => {
    expectBlock(run('MirrorPad', { x }, { paddings: [[2, 1]], mode: 'symmetric' }), floats([2, 1, 1, 2, 3, 3]));
  });
  test('corners mirror both ways', () => {
    // np.pad([[1, 2], [3, 4]], ((1, 0), (0, 1)), 'reflect')
    const paddings: [number, number][] = [
      [1, 0],
      [0, 1],
    ];
    expectBlock(run('MirrorPad', { x: counting([2, 2]) }, { paddings, mode: 'reflect' }), floats([3, 4, 3, 1, 2, 1, 3, 4, 3], [3, 3]));
  });
});
