import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat, tensor } from 'megagrad';
import { anyReal, axisOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  concat,
  { a: anyReal, b: anyReal, c: anyReal },
  {
    shapes: shapes({ minRank: 1, maxRank: 3, maxSize: 12 }).map((shape) => ({ a: shape, b: shape, c: shape })),
    attrs: ({ a }) => axisOf(a).map((axis) => ({ axis })),
    errors: [
      {
        shapes: { a: [2, 3], b: [2, 3], c: [3, 3] },
        attrs: { axis: 1 },
        message: 'concat: inputs must agree but for axis 1: inputs[0] [2,3], inputs[2] [3,3]. Reshape or pad one of them.',
      },
      { shapes: { a: [2], b: [2], c: [2] }, attrs: { axis: 1 }, message: /no such axis/ },
    ],
  },
);

describeOp(
  concat,
  { a: anyReal, b: anyReal },
  {
    name: 'concat of unequal lengths',
    shapes: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map(([rows, m, n]) => ({ a: [rows, m], b: [rows, n] })),
    attrs: fc.constant({ axis: 1 }),
  },
);

test('ints and floats become floats', () => {
  const joined = concat([tensor([1], { dtype: 'int32' }), tensor([0.5])]);
  expect(joined.dtype).toBe('float64');
  expect(joined.toArray()).toEqual([1, 0.5]);
});

test('an empty list is refused', () => {
  expect(() => concat([])).toThrow('concat: takes a list of at least one tensor: got an empty list.');
});
