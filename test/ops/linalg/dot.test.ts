import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dot, outer, tensor, type Tensor } from 'megagrad';
import { anyReal, shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const length = fc.integer({ min: 1, max: 4 });

describeOp(
  (a: Tensor, b: Tensor) => dot(a, b),
  { a: anyReal, b: anyReal },
  {
    name: 'dot',
    shapes: fc
      .tuple(length, length, length)
      .chain(([m, k, n]) => fc.constantFrom({ a: [k], b: [k] }, { a: [m, k], b: [k] }, { a: [k], b: [k, n] }, { a: [m, k], b: [k, n] })),
    errors: [
      {
        shapes: { a: [2, 2, 2], b: [2] },
        message: 'dot: operands must be vectors or matrices: a [2,2,2], b [2]. Use matMul for batches, mul for scalars.',
      },
    ],
  },
);

describeOp(
  (a: Tensor, b: Tensor) => outer(a, b),
  { a: anyReal, b: anyReal },
  {
    name: 'outer',
    shapes: fc.record({ a: shapes({ maxRank: 2, minLength: 1, maxSize: 4 }), b: shapes({ maxRank: 2, minLength: 1, maxSize: 4 }) }),
  },
);

test('inner and outer products', () => {
  expect(dot(tensor([1, 2, 3]), tensor([4, 5, 6])).item()).toBe(32);
  expect(outer(tensor([[1], [2]]), tensor([3, 4])).toArray()).toEqual([
    [3, 4],
    [6, 8],
  ]);
});
