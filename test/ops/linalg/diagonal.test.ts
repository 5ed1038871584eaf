import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diag, diagonal, range, reshape, tensor, trace, type Tensor } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const matrices = shapes({ minRank: 2, maxRank: 3, minLength: 1 }).map((x) => ({ x }));
/** Diagonals within the matrix: an empty one has sum 0. */
function offsets({ x }: { readonly x: readonly number[] }): fc.Arbitrary<Attrs> {
  return fc.integer({ min: 1 - (x.length > 1 ? x.at(-2)! : 3), max: x.at(-1)! - 1 }).map((offset) => ({ offset }));
}

interface Attrs {
  readonly offset: number;
}

describeOp(
  (x: Tensor, { offset }: Attrs) => diagonal(x, offset),
  { x: anyReal },
  {
    name: 'diagonal',
    shapes: matrices,
    attrs: offsets,
    errors: [
      {
        shapes: { x: [3] },
        attrs: { offset: 0 },
        message: 'diagonal: x must have at least two axes: x [3]. Give a matrix, or a batch of them.',
      },
      {
        shapes: { x: [2, 2] },
        attrs: { offset: 0.5 },
        message: 'diagonal: offset must be a whole number: offset 0.5. Use 0 for the main one.',
      },
    ],
  },
);

describeOp(
  (x: Tensor, { offset }: Attrs) => trace(x, offset),
  { x: anyReal },
  {
    name: 'trace',
    shapes: matrices,
    attrs: offsets,
  },
);

describeOp(
  (x: Tensor, { offset }: Attrs) => diag(x, offset),
  { x: anyReal },
  {
    name: 'diag',
    shapes: shapes({ minRank: 1, maxRank: 2, minLength: 1 }).map((x) => ({ x })),
    attrs: offsets,
    errors: [
      {
        shapes: { x: [1, 2, 2] },
        attrs: { offset: 0 },
        message: 'diag: x must be a vector or a matrix: x [1,2,2]. Use diagonal for a batch of matrices.',
      },
    ],
  },
);

test('diagonals and their sum', () => {
  const x = reshape(range(1, 13), [3, 4]);
  // numpy 2.4: np.diag([1, 2], -1), np.diag(np.arange(1, 13).reshape(3, 4), 2), np.trace(np.arange(1, 13).reshape(3, 4), 1)
  expect(diag(tensor([1, 2]), -1).toArray()).toEqual([
    [0, 0, 0],
    [1, 0, 0],
    [0, 2, 0],
  ]);
  expect(diag(x, 2).toArray()).toEqual([3, 8]);
  expect(trace(x, 1).item()).toBe(21);
  expect(trace(x, 4).item()).toBe(0);
});
