import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeat, tensor, type RepeatAttrs } from 'megagrad';
import { anyReal, axisOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  (x, attrs: RepeatAttrs) => repeat(x, attrs),
  { x: anyReal },
  {
    name: 'repeat',
    shapes: shapes({ minRank: 1, maxRank: 3, maxSize: 16 }).map((x) => ({ x })),
    attrs: ({ x }) =>
      fc.oneof(
        fc.record({ repeats: fc.integer({ min: 1, max: 3 }) }),
        fc.record({ repeats: fc.integer({ min: 1, max: 3 }), axis: axisOf(x) }),
        axisOf(x).chain((axis) =>
          fc
            .array(fc.integer({ min: 1, max: 3 }), { minLength: x.at(axis)!, maxLength: x.at(axis)! })
            .map((repeats) => ({ repeats, axis })),
        ),
      ),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { repeats: [1, 2], axis: 1 },
        message:
          'repeat: repeats must be one whole number, or one for each element along the axis: x [2,3], axis 1, repeats [1,2]. Give 3 of them.',
      },
      { shapes: { x: [2] }, attrs: { repeats: -1 }, message: /must be one whole number/ },
    ],
  },
);

test('as often as said', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  // numpy 2.4: np.repeat(x, 2), np.repeat(x, [0, 2, 1], axis=1)
  expect(repeat(x, 2).toArray()).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  expect(repeat(x, { repeats: [0, 2, 1], axis: 1 }).toArray()).toEqual([
    [2, 2, 3],
    [5, 5, 6],
  ]);
});
