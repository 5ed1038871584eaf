import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matMul, range, reshape, tensor } from 'megagrad';
import { anyReal, broadcastableShapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const length = fc.integer({ min: 1, max: 4 });

/** Shapes before the flags turn them: [M, K] and [K, N], with batches that broadcast. */
const matrices = fc.tuple(broadcastableShapes(2, { maxRank: 2, maxLength: 2, minLength: 1 }), length, length, length);

describe.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])('transposeA %s, transposeB %s', (transposeA, transposeB) => {
  describeOp(
    matMul,
    { a: anyReal, b: anyReal },
    {
      name: `matMul${transposeA ? ' transposeA' : ''}${transposeB ? ' transposeB' : ''}`,
      shapes: matrices.map(([[batchA, batchB], m, k, n]) => ({
        a: [...batchA!, ...(transposeA ? [k, m] : [m, k])],
        b: [...batchB!, ...(transposeB ? [n, k] : [k, n])],
      })),
      attrs: fc.constant({ transposeA, transposeB }),
    },
  );
});

describeOp(
  matMul,
  { a: anyReal, b: anyReal },
  {
    name: 'matMul of vectors',
    shapes: fc
      .tuple(
        broadcastableShapes(1, { maxRank: 2, maxLength: 2, minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
      )
      .chain(([[batch], m, k]) => fc.constantFrom({ a: [k], b: [k] }, { a: [k], b: [...batch!, k, m] }, { a: [...batch!, m, k], b: [k] })),
    errors: [
      {
        shapes: { a: [2, 3], b: [4, 2] },
        message: "matMul: inner lengths differ: a [2,3], b [4,2] (3 vs 4). Make a's columns as many as b's rows.",
      },
      {
        shapes: { a: [2, 3], b: [3, 2] },
        attrs: { transposeA: true },
        message: "matMul: inner lengths differ: a [2,3], b [3,2], transposeA (2 vs 3). Make a's columns as many as b's rows.",
      },
      { shapes: { a: [], b: [2] }, message: 'matMul: operands need at least one axis: a [], b [2]. Use mul for products with a scalar.' },
      {
        shapes: { a: [2, 1, 3], b: [3, 3, 1] },
        message: 'matMul: cannot broadcast a [2] with b [3] (axis 0: 2 vs 3). Make the lengths equal, or 1.',
      },
    ],
  },
);

const none = fc.constantFrom(0, 2);

describeOp(
  matMul,
  { a: anyReal, b: anyReal },
  {
    name: 'matMul of size 0',
    shapes: fc.tuple(none, none, none, none).map(([batch, m, k, n]) => ({ a: [batch, m, k], b: [k, n] })),
    // A sum over no products is 0, whatever the operands are.
    nan: false,
    exception: 'a sum over no products is 0',
  },
);

const cube = reshape(range(24), [2, 3, 4]);

test('batches and vectors', () => {
  // numpy 2.4, x = np.arange(24).reshape(2, 3, 4): np.matmul(x, np.arange(8).reshape(4, 2)), np.matmul(np.arange(3), x), np.matmul(x, np.arange(4))
  expect(matMul(cube, reshape(range(8), [4, 2])).toArray()).toEqual([
    [
      [28, 34],
      [76, 98],
      [124, 162],
    ],
    [
      [172, 226],
      [220, 290],
      [268, 354],
    ],
  ]);
  expect(matMul(range(3), cube).toArray()).toEqual([
    [20, 23, 26, 29],
    [56, 59, 62, 65],
  ]);
  expect(matMul(cube, range(4)).toArray()).toEqual([
    [14, 38, 62],
    [86, 110, 134],
  ]);
});

test('size 0: a sum over no products is 0', () => {
  expect(matMul(tensor([], { shape: [2, 0] }), tensor([], { shape: [0, 1] })).toArray()).toEqual([[0], [0]]);
});

test('ints become floats', () => {
  expect(matMul(tensor([[1, 2]], { dtype: 'int32' }), tensor([[3], [4]], { dtype: 'int32' })).dtype).toBe('float64');
});

test('a product of two matrices is one node, its gradients one kernel each', () => {
  const a = tensor([[1, 2]], { requiresGrad: true });
  const product = matMul(a, tensor([[3], [4]], { requiresGrad: true }));
  expect(product.node!.op!.name).toBe('matMul');
  expect(product.node!.inputs.every((input) => input!.op === null)).toBe(true);
});
