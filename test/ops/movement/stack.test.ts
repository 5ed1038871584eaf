import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stack, tensor, unstack, type Tensor } from 'megagrad';
import { anyReal, axisOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  (a: Tensor, b: Tensor, attrs: { axis: number }) => stack([a, b], attrs),
  { a: anyReal, b: anyReal },
  {
    name: 'stack',
    attrs: ({ a }) => fc.integer({ min: -a.length - 1, max: a.length }).map((axis) => ({ axis })),
    errors: [
      {
        shapes: { a: [2], b: [3] },
        attrs: { axis: 0 },
        message: 'stack: inputs must have one shape: inputs[0] [2], inputs[1] [3]. Use concat to join unequal lengths.',
      },
    ],
  },
);

describeOp(
  (x: Tensor, attrs: { axis: number }) => unstack(x, attrs),
  { x: anyReal },
  {
    name: 'unstack',
    shapes: shapes({ minRank: 1, maxRank: 3, minLength: 1 }).map((x) => ({ x })),
    attrs: ({ x }) => axisOf(x).map((axis) => ({ axis })),
    errors: [
      {
        shapes: { x: [2] },
        attrs: { axis: 1 },
        message: 'unstack: no such axis: axis 1, rank 1. For this rank use an integer from -1 to 0.',
      },
    ],
  },
);

test('unstack takes apart what stack joined', () => {
  const parts = [tensor([1, 2]), tensor([3, 4]), tensor([5, 6])];
  const joined = stack(parts, 1);
  expect(joined.toArray()).toEqual([
    [1, 3, 5],
    [2, 4, 6],
  ]);
  expect(unstack(joined, 1).map((part) => part.toArray())).toEqual(parts.map((part) => part.toArray()));
});

test('an empty list is refused', () => {
  expect(() => stack([])).toThrow('stack: takes a list of at least one tensor: got an empty list.');
});
