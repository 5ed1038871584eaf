import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneHot, tensor } from 'megagrad';
import { ints } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  oneHot,
  { indices: ints(-1, 4) },
  {
    orders: 0,
    attrs: fc.record({ depth: fc.nat(5), onValue: fc.constantFrom(1, 0.5), offValue: fc.constantFrom(0, -2) }),
    errors: [
      {
        shapes: { indices: [2] },
        attrs: { depth: -1 },
        message: 'oneHot: depth must be a whole number from 0: depth -1. Give the number of classes.',
      },
    ],
  },
);

test('an index outside the classes gives zeros', () => {
  expect(oneHot(tensor([2, -1, 3], { dtype: 'int32' }), 3).toArray()).toEqual([
    [0, 0, 1],
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test('indices that are no int32 are refused', () => {
  expect(() => oneHot(tensor([1]), 3)).toThrow("oneHot: 'indices' must be int32: indices float64[1]. Convert with cast(indices, 'int32').");
});
