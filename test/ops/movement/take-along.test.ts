import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scatterAdd, takeAlong, tensor, type Tensor } from 'megagrad';
import { anyReal, ints, shapes } from 'megagrad/testing';
import { takeAlongAdjoint } from '../../../src/ops/movement/take-along-adjoint.ts';
import { describeOp } from '../contract.ts';

const rows = shapes({ minRank: 1, maxRank: 3, minLength: 1, maxSize: 16 }).chain((x) =>
  fc.tuple(fc.nat(x.length - 1), fc.nat(4)).map(([axis, picks]) => ({ x, indices: x.with(axis, picks) })),
);

/** The axis where the shapes differ. */
function axisBetween(x: readonly number[], indices: readonly number[]): number {
  return Math.max(
    0,
    x.findIndex((length, axis) => length !== indices[axis]),
  );
}

describeOp(
  takeAlong,
  { x: anyReal, indices: ({ shapes: { x }, attrs }) => ints(0, x[attrs.axis!]! - 1) },
  {
    shapes: rows,
    attrs: ({ x, indices }) => fc.constant({ axis: axisBetween(x, indices) }),
    errors: [
      {
        shapes: { x: [2, 3], indices: [3, 3] },
        attrs: { axis: 1 },
        message: 'takeAlong: x and indices must agree but for axis 1: x [2,3], indices [3,3]. Use gather to take whole slices.',
      },
    ],
  },
);

describeOp(
  (x: Tensor, indices: Tensor, updates: Tensor, attrs: { axis: number }) => scatterAdd(x, indices, updates, attrs),
  { x: anyReal, indices: ({ shapes: { x }, attrs }) => ints(0, x[attrs.axis]! - 1), updates: anyReal },
  {
    name: 'scatterAdd',
    shapes: rows.map(({ x, indices }) => ({ x, indices, updates: indices })),
    attrs: ({ x, indices }) => fc.constant({ axis: axisBetween(x, indices) }),
    errors: [
      {
        shapes: { x: [2, 3], indices: [2, 1], updates: [2, 2] },
        attrs: { axis: 1 },
        message:
          "scatterAdd: indices and updates must have x's shape but for axis 1: x [2,3], indices [2,1], updates [2,2]. Use indexAdd for whole slices.",
      },
    ],
  },
);

describeOp(
  takeAlongAdjoint,
  { x: anyReal, indices: ({ attrs }) => ints(0, attrs.shape[attrs.axis]! - 1) },
  {
    shapes: shapes({ minRank: 1, maxRank: 3, maxSize: 12 }).map((x) => ({ x, indices: x })),
    attrs: ({ x }) =>
      fc.tuple(fc.nat(x.length - 1), fc.integer({ min: 1, max: 3 })).map(([axis, length]) => ({ shape: x.with(axis, length), axis })),
  },
);

test('elements of each row', () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  // numpy 2.4: np.take_along_axis(x, np.array([[2, 0, 2, 1], [1, 1, 0, 0]]), 1)
  expect(
    takeAlong(
      x,
      tensor(
        [
          [2, 0, 2, 1],
          [1, 1, 0, 0],
        ],
        { dtype: 'int32' },
      ),
    ).toArray(),
  ).toEqual([
    [3, 1, 3, 2],
    [5, 5, 4, 4],
  ]);
  expect(() => takeAlong(x, tensor([[3], [0]], { dtype: 'int32' }))).toThrow(
    'takeAlong: an index is outside the axis: index 3, length 3. Use indices from 0 to 2.',
  );
});

test('elements at one index add up', () => {
  const sums = scatterAdd(
    tensor([
      [1, 1],
      [1, 1],
    ]),
    tensor(
      [
        [0, 0],
        [1, 0],
      ],
      { dtype: 'int32' },
    ),
    tensor([
      [1, 2],
      [3, 4],
    ]),
  );
  expect(sums.toArray()).toEqual([
    [4, 1],
    [5, 4],
  ]);
  expect(() => scatterAdd(tensor([1]), tensor([1], { dtype: 'int32' }), tensor([1]))).toThrow(
    'scatterAdd: an index is outside the axis: index 1, length 1. Use indices from 0 to 0.',
  );
});
