import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meshgrid, tensor, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describeOp } from '../contract.ts';

const length = fc.integer({ min: 1, max: 3 });

describe.each(['xy', 'ij'] as const)('%s', (indexing) => {
  describeOp(
    (a: Tensor, b: Tensor, c: Tensor) => meshgrid([a, b, c], { indexing }),
    { a: anyReal, b: anyReal, c: anyReal },
    {
      name: `meshgrid ${indexing}`,
      shapes: fc.tuple(length, length, length).map(([a, b, c]) => ({ a: [a], b: [b], c: [c] })),
      errors: [{ shapes: { a: [2], b: [2, 2], c: [2] }, message: 'meshgrid: inputs must be vectors: inputs[1] [2,2]. Flatten it.' }],
      nan: false,
      // The gradient of a vector of length 1 is one sum over the grid that may cancel: 2.4e-5 of it on wasm.
      slack: 10,
      exception: 'sums over the grid cancel',
    },
  );
});

test('coordinates', () => {
  const vectors = [tensor([1, 2, 3]), tensor([10, 20])];
  // numpy 2.4: np.meshgrid([1, 2, 3], [10, 20], indexing='ij')
  expect(meshgrid(vectors, { indexing: 'ij' }).map((grid) => grid.toArray())).toEqual([
    [
      [1, 1],
      [2, 2],
      [3, 3],
    ],
    [
      [10, 20],
      [10, 20],
      [10, 20],
    ],
  ]);
  expect(meshgrid([tensor([1, 2])])[0]!.toArray()).toEqual([1, 2]);
});
