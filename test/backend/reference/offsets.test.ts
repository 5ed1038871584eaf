import { expect, test } from 'vitest';
import { broadcastOffsets, linesAlong, offsets, stridedOffsets } from '../../../src/backend/reference/offsets.ts';

test('offsets are every sum of one entry per axis, the last axis fastest', () => {
  expect(
    offsets(
      [
        [0, 10],
        [0, 1, 2],
      ],
      100,
    ),
  ).toEqual(Int32Array.of(100, 101, 102, 110, 111, 112));
  expect(offsets([])).toEqual(Int32Array.of(0));
  expect(offsets([[0, 1], []])).toEqual(new Int32Array(0));
});

test('stridedOffsets step along each axis', () => {
  expect(stridedOffsets([3, 2], [1, 3])).toEqual(Int32Array.of(0, 3, 1, 4, 2, 5));
  expect(stridedOffsets([2], [-1], 1)).toEqual(Int32Array.of(1, 0));
});

test('broadcastOffsets stay where an axis was stretched or added', () => {
  expect(broadcastOffsets([2, 1], [2, 2, 3])).toEqual(Int32Array.of(0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1));
  expect(broadcastOffsets([], [2])).toEqual(Int32Array.of(0, 0));
});

test('linesAlong an axis start at its first elements', () => {
  expect(linesAlong([2, 3], 0)).toEqual({ starts: Int32Array.of(0, 1, 2), stride: 3 });
  expect(linesAlong([2, 3], 1)).toEqual({ starts: Int32Array.of(0, 3), stride: 1 });
});
