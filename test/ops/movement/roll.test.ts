import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roll, tensor, type RollAttrs } from 'megagrad';
import { anyReal, axesOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  roll,
  { x: anyReal },
  {
    shapes: shapes({ maxRank: 3 }).map((x) => ({ x })),
    attrs: ({ x }) =>
      fc.oneof(
        fc.integer({ min: -5, max: 5 }).map((shift): RollAttrs => ({ shift })),
        axesOf(x).chain((axis) =>
          fc
            .array(fc.integer({ min: -5, max: 5 }), { minLength: axis.length, maxLength: axis.length })
            .map((shift): RollAttrs => ({ shift, axis })),
        ),
      ),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { shift: [1], axis: [0, 1] },
        message: 'roll: shift must be a whole number for each axis: shift [1], axis [0,1]. Give one shift for each axis.',
      },
    ],
  },
);

test('flat, or along axes', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  // numpy 2.4: np.roll(x, 2), np.roll(x, (1, -1), (0, 1))
  expect(roll(x, 2).toArray()).toEqual([
    [5, 6, 1],
    [2, 3, 4],
  ]);
  expect(roll(x, { shift: [1, -1], axis: [0, 1] }).toArray()).toEqual([
    [5, 6, 4],
    [2, 3, 1],
  ]);
});
