import fc from 'fast-check';
import { expect, test } from 'vitest';
import { permute, range, reshape, swapAxes, transpose, type Tensor } from 'megagrad';
import { anyReal, axisOf, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

/** Every order of the axes of a rank, some counted from the back. */
function orders(rank: number): fc.Arbitrary<number[]> {
  const axes = Array.from({ length: rank }, (_, axis) => axis);
  return fc
    .shuffledSubarray(axes, { minLength: rank })
    .chain((perm) =>
      fc
        .array(fc.boolean(), { minLength: rank, maxLength: rank })
        .map((back) => perm.map((axis, i) => (back[i] === true ? axis - rank : axis))),
    );
}

describeOp(
  transpose,
  { x: anyReal },
  {
    attrs: ({ x }) =>
      fc.oneof(
        fc.constant({}),
        orders(x.length).map((perm) => ({ perm })),
      ),
    errors: [
      {
        shapes: { x: [2, 3] },
        attrs: { perm: [0, 0] },
        message: 'transpose: perm must name every axis once: x [2,3], perm [0,0]. Use a permutation of 0 to 1.',
      },
      { shapes: { x: [2, 3] }, attrs: { perm: [0] }, message: /must name every axis once/ },
      {
        shapes: { x: [2, 3] },
        attrs: { perm: [0, 2] },
        message: 'transpose: no such axis: perm 2, rank 2. For this rank use an integer from -2 to 1.',
      },
    ],
  },
);

describeOp(
  (x: Tensor, { perm }: { perm: number[] }) => permute(x, perm),
  { x: anyReal },
  { name: 'permute', attrs: ({ x }) => orders(x.length).map((perm) => ({ perm })) },
);

describeOp(
  (x: Tensor, { first, second }: { first: number; second: number }) => swapAxes(x, first, second),
  { x: anyReal },
  {
    name: 'swapAxes',
    shapes: shapes({ minRank: 1 }).map((x) => ({ x })),
    attrs: ({ x }) => fc.record({ first: axisOf(x), second: axisOf(x) }),
    errors: [
      {
        shapes: { x: [2] },
        attrs: { first: 0, second: 1 },
        message: 'swapAxes: no such axis: second 1, rank 1. For this rank use an integer from -1 to 0.',
      },
    ],
  },
);

const cube = reshape(range(24), [2, 3, 4]);

test('axes in another order', () => {
  // numpy 2.4: np.transpose(np.arange(24).reshape(2, 3, 4), (2, 0, 1))[1]
  const turned = transpose(cube, [2, 0, 1]);
  expect(turned.shape).toEqual([4, 2, 3]);
  expect(turned.slice({ begin: 1, size: 1 }).toArray()).toEqual([
    [
      [1, 5, 9],
      [13, 17, 21],
    ],
  ]);
  expect(permute(cube, [2, 0, 1]).toArray()).toEqual(turned.toArray());
});

test('two axes exchanged', () => {
  expect(swapAxes(cube, 0, -1).shape).toEqual([4, 3, 2]);
  expect(swapAxes(cube, 0, -1).toArray()).toEqual(transpose(cube).toArray());
});
