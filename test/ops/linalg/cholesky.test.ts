import { expect, test } from 'vitest';
import { cholesky, matMul, tensor } from 'megagrad';
import { shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';
import { positiveDefinite } from './well-conditioned.ts';

describeOp(
  cholesky,
  { x: positiveDefinite },
  {
    shapes: shapes({ minRank: 1, maxRank: 2, maxLength: 3 }).map((x) => ({ x: [...x, x.at(-1)!] })),
    errors: [
      { shapes: { x: [2, 3] }, message: 'cholesky: x must be square in its last two axes: x [2,3]. Give [N,N], or a batch [...,N,N].' },
    ],
  },
);

const a = tensor([
  [4, 2, 0.5],
  [2, 5, 1],
  [0.5, 1, 3],
]);

test("NumPy's numbers, and back", () => {
  // numpy 2.4: np.linalg.cholesky([[4, 2, .5], [2, 5, 1], [.5, 1, 3]])
  const factor = cholesky(a);
  const expected = [2, 0, 0, 1, 2, 0, 0.25, 0.375, 1.6723860200324565];
  factor.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 15));
  matMul(factor, factor, { transposeB: true })
    .dataSync()
    .forEach((value, i) => expect(value).toBeCloseTo(a.dataSync()[i]!, 14));
});

test('a matrix that is not positive definite is refused', () => {
  const batch = tensor([
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 2],
      [2, 1],
    ],
  ]);
  expect(() => cholesky(batch)).toThrow(
    'cholesky: a matrix is not positive definite: x [2,2,2], matrix 1. Add a small multiple of the identity.',
  );
});
