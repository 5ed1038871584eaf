import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sumTo, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  sumTo,
  { x: anyReal },
  {
    attrs: ({ x }) =>
      fc
        .tuple(fc.integer({ min: 0, max: x.length }), fc.array(fc.boolean(), { minLength: x.length, maxLength: x.length }))
        .map(([dropped, ones]) => ({ shape: x.map((length, axis) => (ones[axis] === true ? 1 : length)).slice(dropped) })),
    errors: [
      {
        shapes: { x: [1, 3] },
        attrs: { shape: [2, 3] },
        message: 'sumTo: the shape does not broadcast to x: x [1,3], shape [2,3]. Name a shape that x could have come from.',
      },
    ],
  },
);

test('sums over what stretched', () => {
  expect(
    sumTo(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      [2, 1],
    ).toArray(),
  ).toEqual([[3], [7]]);
  expect(
    sumTo(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      [],
    ).item(),
  ).toBe(10);
});
