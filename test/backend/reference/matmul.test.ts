import { describe, test } from 'vitest';
import { counting, expectBlock, floats, ints, run } from './check-values.ts';

const a = floats([
  [1, 2, 3],
  [4, 5, 6],
]);
const b = floats([
  [1, 0],
  [2, -1],
  [0, 3],
]);
const product = floats([
  [5, 7],
  [14, 13],
]);
const aTurned = floats([
  [1, 4],
  [2, 5],
  [3, 6],
]);
const bTurned = floats([
  [1, 2, 0],
  [0, -1, 3],
]);

describe('BatchMatMul', () => {
  test('plain', () => expectBlock(run('BatchMatMul', { a, b }, { transposeA: false, transposeB: false }), product));
  test('left transposed', () => expectBlock(run('BatchMatMul', { a: aTurned, b }, { transposeA: true, transposeB: false }), product));
  test('right transposed', () => expectBlock(run('BatchMatMul', { a, b: bTurned }, { transposeA: false, transposeB: true }), product));
  test('both transposed', () => {
    expectBlock(run('BatchMatMul', { a: aTurned, b: bTurned }, { transposeA: true, transposeB: true }), product);
  });

  test('batch by batch, transposed too', () => {
    // np.matmul(np.arange(1, 9).reshape(2, 2, 2), np.arange(1, 9).reshape(2, 2, 2))
    const x = counting([2, 2, 2]);
    expectBlock(
      run('BatchMatMul', { a: x, b: x }, { transposeA: false, transposeB: false }),
      floats([7, 10, 15, 22, 67, 78, 91, 106], [2, 2, 2]),
    );
    // np.matmul(x.swapaxes(-1, -2), x)
    expectBlock(
      run('BatchMatMul', { a: x, b: x }, { transposeA: true, transposeB: false }),
      floats([10, 14, 14, 20, 74, 86, 86, 100], [2, 2, 2]),
    );
  });

  test('batch axes broadcast in both operands', () => {
    const left = floats([1, 2], [2, 1, 1, 1]);
    const right = floats([1, 10, 100], [1, 3, 1, 1]);
    const expected = floats([1, 10, 100, 2, 20, 200], [2, 3, 1, 1]);
    expectBlock(run('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false }), expected);
  });

  test('a matrix meets a batch', () => {
    const batch = floats([1, 0, 0, 1, 2, 0, 0, 2], [2, 2, 2]);
    const expected = floats([5, 7, 14, 13, 10, 14, 28, 26], [2, 2, 2]);
    expectBlock(run('BatchMatMul', { a: batch, b: product }, { transposeA: false, transposeB: false }), expected);
  });

  test('NaN times zero is NaN', () => {
    const holed = floats([[0, NaN]]);
    const zeros = floats([[1], [0]]);
    expectBlock(run('BatchMatMul', { a: holed, b: zeros }, { transposeA: false, transposeB: false }), floats([[NaN]]));
    expectBlock(run('BatchMatMul', { a: zeros, b: holed }, { transposeA: false, transposeB: false }), floats([0, NaN, 0, NaN], [2, 2]));
  });

  test('an empty inner axis gives zeros, an empty outer one nothing', () => {
    const plain = { transposeA: false, transposeB: false };
    expectBlock(run('BatchMatMul', { a: floats([], [2, 0]), b: floats([], [0, 2]) }, plain), floats([0, 0, 0, 0], [2, 2]));
    expectBlock(run('BatchMatMul', { a: floats([], [0, 3]), b }, plain), floats([], [0, 2]));
    expectBlock(run('BatchMatMul', { a: floats([], [0, 2, 3]), b }, plain), floats([], [0, 2, 2]));
  });

  test('of integers is int32', () => {
    expectBlock(run('BatchMatMul', { a: ints([[1, 2]]), b: ints([[3], [4]]) }, { transposeA: false, transposeB: false }), ints([[11]]));
  });
});
