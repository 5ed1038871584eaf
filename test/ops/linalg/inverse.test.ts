import { expect, test } from 'vitest';
import { det, detSign, expandDims, inverse, logAbsDet, slogDet, tensor, type Tensor } from 'megagrad';
import { shapes } from 'megagrad/testing';
import { describeOp } from '../contract.ts';
import { wellConditioned } from './well-conditioned.ts';

const squares = shapes({ minRank: 1, maxRank: 2, maxLength: 3 }).map((x) => ({ x: [...x, x.at(-1)!] }));

function notSquare(op: string): { shapes: { x: number[] }; message: string } {
  return { shapes: { x: [2, 3] }, message: `${op}: x must be square in its last two axes: x [2,3]. Give [N,N], or a batch [...,N,N].` };
}

describeOp(inverse, { x: wellConditioned }, { shapes: squares, errors: [notSquare('inverse')] });
describeOp(det, { x: wellConditioned }, { shapes: squares, errors: [notSquare('det')] });
describeOp(logAbsDet, { x: wellConditioned }, { shapes: squares, errors: [notSquare('logAbsDet')] });
describeOp(detSign, { x: wellConditioned }, { shapes: squares, orders: 0, errors: [notSquare('detSign')] });
describeOp((x: Tensor) => Object.values(slogDet(x)) as Tensor[], { x: wellConditioned }, { name: 'slogDet', shapes: squares });

const a = tensor([
  [4, 2, 0.5],
  [2, 5, 1],
  [0.5, 1, 3],
]);

test("NumPy's numbers", () => {
  // numpy 2.4: np.linalg.inv, det and slogdet of [[4, 2, .5], [2, 5, 1], [.5, 1, 3]] and of its negative
  const expected = [
    [0.3128491620111732, -0.12290502793296089, -0.011173184357541902],
    [-0.12290502793296089, 0.26256983240223464, -0.0670391061452514],
    [-0.0111731843575419, -0.0670391061452514, 0.3575418994413408],
  ].flat();
  inverse(a)
    .dataSync()
    .forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 14));
  expect(det(a).item()).toBeCloseTo(44.749999999999986, 12);
  expect(slogDet(a.mul(-1)).sign.item()).toBe(-1);
  expect(slogDet(a.mul(-1)).logAbsDet.item()).toBeCloseTo(3.801091444720864, 14);
});

test('overflow: a large determinant has a logarithm', () => {
  const large = expandDims(
    tensor([
      [1e200, 0],
      [0, -1e200],
    ]),
    0,
  );
  expect(det(large).toArray()).toEqual([-Infinity]);
  // 400 ln 10
  expect(slogDet(large).logAbsDet.dataSync()[0]).toBeCloseTo(400 * Math.LN10, 10);
  expect(slogDet(large).sign.toArray()).toEqual([-1]);
});

test('a matrix without an inverse: determinant 0, its logarithm -Infinity, no inverse', () => {
  const singular = tensor([
    [1, 2],
    [2, 4],
  ]);
  expect(det(singular).item()).toBeCloseTo(0, 15);
  expect(slogDet(singular).sign.item()).toBeCloseTo(0, 15);
  expect(slogDet(singular).logAbsDet.item()).toBe(-Infinity);
  expect(() => inverse(singular)).toThrow('inverse: a matrix has no inverse: x [2,2], matrix 0. Add a small multiple of the identity.');
});

test('size 0: the determinant of no rows is 1', () => {
  expect(det(tensor([], { shape: [0, 0] })).item()).toBe(1);
  expect(logAbsDet(tensor([], { shape: [2, 0, 0] })).toArray()).toEqual([0, 0]);
});
