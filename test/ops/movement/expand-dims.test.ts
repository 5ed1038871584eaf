import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandDims, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  expandDims,
  { x: anyReal },
  {
    attrs: ({ x }) => fc.integer({ min: -x.length - 1, max: x.length }).map((axis) => ({ axis })),
    errors: [
      {
        shapes: { x: [2] },
        attrs: { axis: 2 },
        message: 'expandDims: no such axis: axis 2, rank 2. For this rank use an integer from -2 to 1.',
      },
    ],
  },
);

test('several axes count in the result', () => {
  expect(expandDims(tensor([1, 2]), [0, -1]).shape).toEqual([1, 2, 1]);
});
