import fc from 'fast-check';
import { expect, test } from 'vitest';
import { squeeze, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  squeeze,
  { x: anyReal },
  {
    attrs: ({ x }) => {
      const ones = x.flatMap((length, axis) => (length === 1 ? [axis] : []));
      return fc.oneof(
        fc.constant({}),
        fc.subarray(ones).map((axis) => ({ axis })),
      );
    },
    errors: [
      {
        shapes: { x: [2, 1] },
        attrs: { axis: 0 },
        message: 'squeeze: only axes of length 1 can go: x [2,1], axis 0 (length 2). Name others, or reduce that axis.',
      },
      { shapes: { x: [1] }, attrs: { axis: 1 }, message: /no such axis/ },
    ],
  },
);

test('all or named axes', () => {
  expect(squeeze(tensor([[[1], [2]]])).shape).toEqual([2]);
  expect(squeeze(tensor([[[1], [2]]]), -1).shape).toEqual([1, 2]);
});
