import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reshape, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  reshape,
  { x: anyReal },
  {
    attrs: ({ x }) => {
      const size = x.reduce((product, length) => product * length, 1);
      return fc.constantFrom(
        { shape: [size] },
        { shape: [1, size, 1] },
        { shape: x },
        ...(size === 0 ? [] : [{ shape: [-1] }, { shape: [1, -1] }]),
      );
    },
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { shape: [4, 2] },
        message:
          'reshape: 6 elements do not fill the new shape: x [2,3], shape [4,2]. Lengths must be whole, at most one -1, and their product 6.',
      },
      { shapes: { x: [2, 3] }, attrs: { shape: [-1, -1] }, message: /at most one -1/ },
    ],
  },
);

test('size 0: a free length beside a 0 is not decided', () => {
  expect(() => reshape(tensor([], { shape: [0] }), [0, -1])).toThrow('reshape: 0 elements do not fill the new shape: x [0], shape [0,-1].');
});
