import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexAdd, tensor, type Tensor } from 'megagrad';
import { anyReal, ints, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

describeOp(
  (x: Tensor, indices: Tensor, updates: Tensor, attrs: { axis: number }) => indexAdd(x, indices, updates, attrs),
  { x: anyReal, indices: ({ shapes: { x }, attrs }) => ints(0, x[attrs.axis]! - 1), updates: anyReal },
  {
    name: 'indexAdd',
    shapes: fc
      .record({ x: shapes({ minRank: 1, maxRank: 3, minLength: 1, maxSize: 12 }), indices: shapes({ maxRank: 2, maxSize: 4 }) })
      .map(({ x, indices }) => ({ x, indices, updates: x.toSpliced(x.length - 1, 1, ...indices) })),
    attrs: ({ x }) => fc.constant({ axis: x.length - 1 }),
    errors: [
      {
        shapes: { x: [2, 3], indices: [4], updates: [2, 3] },
        attrs: { axis: 1 },
        message:
          "indexAdd: updates must have x's shape with the indices' at axis 1, [2,4]: x [2,3], indices [4], updates [2,3]. Reshape the updates.",
      },
    ],
  },
);

test('slices at one index add up', () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const sums = indexAdd(
    x,
    tensor([1, 1], { dtype: 'int32' }),
    tensor([
      [10, 20],
      [30, 40],
    ]),
  );
  expect(sums.toArray()).toEqual([
    [1, 2],
    [43, 64],
  ]);
});

test('an index outside is refused', () => {
  expect(() => indexAdd(tensor([1]), tensor([1], { dtype: 'int32' }), tensor([1]))).toThrow(
    'indexAdd: an index is outside the axis: index 1, length 1. Use indices from 0 to 0.',
  );
});
