import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tensor, tile } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  tile,
  { x: anyReal },
  {
    shapes: shapes({ maxRank: 3, maxSize: 12 }).map((x) => ({ x })),
    attrs: ({ x }) => fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: x.length + 1 }).map((reps) => ({ reps })),
    errors: [
      {
        shapes: { x: [2] },
        attrs: { reps: [-1] },
        message: 'tile: reps must be whole numbers from 0: x [2], reps [-1]. Give 1 for an axis that stays.',
      },
    ],
  },
);

test('more copies than axes add axes in front', () => {
  // numpy 2.4: np.tile([[1, 2, 3], [4, 5, 6]], (2, 1, 2))
  const rows = [
    [1, 2, 3, 1, 2, 3],
    [4, 5, 6, 4, 5, 6],
  ];
  expect(
    tile(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      [2, 1, 2],
    ).toArray(),
  ).toEqual([rows, rows]);
});

test('size 0: no copies', () => {
  expect(tile(tensor([1, 2]), [0]).shape).toEqual([0]);
});
