import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { solve, tensor, triangularSolve } from 'megagrad';
import { anyReal, broadcastableShapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';
import { wellConditioned } from './well-conditioned.ts';

const systems = fc
  .tuple(broadcastableShapes(2, { maxRank: 2, maxLength: 2, minLength: 1 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 }))
  .chain(([[batchA, batchB], n, columns]) =>
    fc.constantFrom({ a: [...batchA!, n, n], b: [...batchB!, n, columns] }, { a: [...batchA!, n, n], b: [n] }),
  );

describeOp(
  solve,
  { a: wellConditioned, b: anyReal },
  {
    shapes: systems,
    attrs: fc.record({ transposeA: fc.boolean() }),
    errors: [
      {
        shapes: { a: [2, 3], b: [2] },
        message: 'solve: a must be square in its last two axes: a [2,3]. Give [N,N], or a batch [...,N,N].',
      },
      { shapes: { a: [2, 2], b: [3] }, message: 'solve: b must have as many rows as a: a [2,2], b [3]. Give [2] or [...,2,K].' },
      {
        shapes: { a: [2, 2, 2], b: [3, 2, 1] },
        message: 'solve: cannot broadcast a [2] with b [3] (axis 0: 2 vs 3). Make the lengths equal, or 1.',
      },
    ],
  },
);

describeOp(
  triangularSolve,
  { a: wellConditioned, b: anyReal },
  {
    shapes: systems,
    attrs: fc.record({ lower: fc.boolean(), transposeA: fc.boolean() }),
    errors: [
      {
        shapes: { a: [2, 3], b: [2] },
        message: 'triangularSolve: a must be square in its last two axes: a [2,3]. Give [N,N], or a batch [...,N,N].',
      },
    ],
  },
);

const a = tensor([
  [4, 2, 0.5],
  [2, 5, 1],
  [0.5, 1, 3],
]);

test('a system', () => {
  // numpy 2.4: np.linalg.solve([[4, 2, .5], [2, 5, 1], [.5, 1, 3]], [1, 2, 3])
  const x = solve(a, tensor([1, 2, 3])).dataSync();
  [0.03351955307262569, 0.2011173184357542, 0.9273743016759777].forEach((value, i) => expect(x[i]).toBeCloseTo(value, 14));
});

test('a triangle: the other is not read', () => {
  const x = tensor([
    [2, NaN],
    [1, 4],
  ]);
  // 2 x0 = 2, x0 + 4 x1 = 9
  expect(triangularSolve(x, tensor([2, 9])).toArray()).toEqual([1, 2]);
  // 2 x0 + x1 = 4, 4 x1 = 8
  expect(triangularSolve(x, tensor([4, 8]), { transposeA: true }).toArray()).toEqual([1, 2]);
});

describe('a matrix without an inverse is refused', () => {
  const singular = tensor([
    [1, 2],
    [2, 4],
  ]);
  test('solve', () => {
    expect(() => solve(singular, tensor([1, 1]))).toThrow(
      'solve: a matrix has no inverse: a [2,2], matrix 0. Add a small multiple of the identity.',
    );
  });
  test('triangularSolve', () => {
    const batch = tensor([[[1]], [[0]]]);
    expect(() => triangularSolve(batch, tensor([1]))).toThrow(
      'triangularSolve: a matrix has no inverse: a [2,1,1], matrix 1. Add a small multiple of the identity.',
    );
  });
});
