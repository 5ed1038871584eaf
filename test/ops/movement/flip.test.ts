import fc from 'fast-check';
import { expect, test } from 'vitest';
import { flip, tensor } from 'megagrad';
import { anyReal, axesOf } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  flip,
  { x: anyReal },
  {
    attrs: ({ x }) =>
      fc.oneof(
        fc.constant({}),
        axesOf(x).map((axis) => ({ axis })),
      ),
    errors: [
      { shapes: { x: [2] }, attrs: { axis: 1 }, message: 'flip: no such axis: axis 1, rank 1. For this rank use an integer from -1 to 0.' },
    ],
  },
);

test('one axis or all', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  // numpy 2.4: np.flip([[1, 2, 3], [4, 5, 6]], 0), np.flip([[1, 2, 3], [4, 5, 6]])
  expect(flip(x, 0).toArray()).toEqual([
    [4, 5, 6],
    [1, 2, 3],
  ]);
  expect(flip(x).toArray()).toEqual([
    [6, 5, 4],
    [3, 2, 1],
  ]);
});
