import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slice, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

/** A begin from either end, and a size that fits, or -1. */
function part(length: number): fc.Arbitrary<[begin: number, size: number]> {
  return fc
    .nat(Math.max(0, length - 1))
    .chain((begin) =>
      fc.tuple(length === 0 ? fc.constant(0) : fc.constantFrom(begin, begin - length), fc.integer({ min: -1, max: length - begin })),
    );
}

describeOp(
  slice,
  { x: anyReal },
  {
    attrs: ({ x }) => fc.tuple(...x.map(part)).map((axes) => ({ begin: axes.map(([begin]) => begin), size: axes.map(([, size]) => size) })),
    errors: [
      {
        shapes: { x: [3, 4] },
        attrs: { begin: [1, 2], size: [3, 1] },
        message: 'slice: the part does not lie within x: x [3,4], begin [1,2], size [3,1]. Begin and end must be within each axis.',
      },
      { shapes: { x: [3] }, attrs: { begin: -4 }, message: /does not lie within x/ },
      { shapes: { x: [3] }, attrs: { begin: [0, 0] }, message: /does not lie within x/ },
      { shapes: { x: [3] }, attrs: { begin: 0.5 }, message: /does not lie within x/ },
    ],
  },
);

test('axes not named and sizes of -1 reach to the end', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(slice(x, 1).toArray()).toEqual([[4, 5, 6]]);
  expect(slice(x, { begin: [0, -2], size: [-1, 1] }).toArray()).toEqual([[2], [5]]);
  expect(slice(x, { begin: [2] }).shape).toEqual([0, 3]);
});

test('ints and bools stay what they are', () => {
  expect(slice(tensor([1, 2], { dtype: 'int32' }), 1).dtype).toBe('int32');
  expect(slice(tensor([true, false]), 1).dtype).toBe('bool');
});
