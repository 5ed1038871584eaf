import fc from 'fast-check';
import { expect, test } from 'vitest';
import { range, reshape, tensor, tril, triu } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const matrices = shapes({ minRank: 2, maxRank: 3 }).map((x) => ({ x }));

/** Diagonals that leave something of the triangle, so that a NaN has a place to come out. */
function diagonals({ x }: { readonly x: readonly number[] }): fc.Arbitrary<{ diagonal?: number }> {
  const inside = fc.integer({ min: Math.min(0, 1 - x.at(-2)!), max: Math.max(0, x.at(-1)! - 1) });
  return fc.oneof(
    fc.constant({}),
    inside.map((diagonal) => ({ diagonal })),
  );
}

describeOp(
  tril,
  { x: anyReal },
  {
    shapes: matrices,
    attrs: diagonals,
    errors: [
      { shapes: { x: [3] }, message: 'tril: x must have at least two axes: x [3]. Give a matrix, or a batch of them.' },
      {
        shapes: { x: [2, 2] },
        attrs: { diagonal: 0.5 },
        message: 'tril: diagonal must be a whole number: diagonal 0.5. Use 0 for the main one.',
      },
    ],
  },
);

describeOp(
  triu,
  { x: anyReal },
  {
    shapes: matrices,
    attrs: diagonals,
    errors: [{ shapes: { x: [3] }, message: 'triu: x must have at least two axes: x [3]. Give a matrix, or a batch of them.' }],
  },
);

const x = reshape(range(1, 13), [3, 4]);

test('a diagonal beyond the corner leaves all or nothing', () => {
  expect(tril(x, 9).toArray()).toEqual(x.toArray());
  expect(
    triu(x, 9)
      .dataSync()
      .every((value) => value === 0),
  ).toBe(true);
});

test('below and above a diagonal', () => {
  // numpy 2.4: np.tril(np.arange(1, 13).reshape(3, 4), -1), np.triu(..., 1)
  expect(tril(x, -1).toArray()).toEqual([
    [0, 0, 0, 0],
    [5, 0, 0, 0],
    [9, 10, 0, 0],
  ]);
  expect(triu(x, 1).toArray()).toEqual([
    [0, 2, 3, 4],
    [0, 0, 7, 8],
    [0, 0, 0, 12],
  ]);
});

test('NaN and infinity outside the triangle leave no trace', () => {
  const bad = tensor([
    [1, NaN],
    [2, 3],
  ]);
  expect(tril(bad).toArray()).toEqual([
    [1, 0],
    [2, 3],
  ]);
  expect(
    triu(
      tensor([
        [1, 2],
        [-Infinity, 3],
      ]),
    ).toArray(),
  ).toEqual([
    [1, 2],
    [0, 3],
  ]);
});
