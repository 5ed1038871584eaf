import { describe, expect, test } from 'vitest';
import { choleskyOf, identity, luOf, luSolve, transposed, triangularSolve } from '../../../src/backend/reference/matrix.ts';

describe('luOf', () => {
  test('takes the largest element of a column as pivot and notes the exchange', () => {
    // By hand: rows exchanged, 0 / 2 = 0 below the pivot.
    const { lu, rows, sign, singular } = luOf(Float64Array.of(0, 1, 2, 3), 2);
    expect(Array.from(lu)).toEqual([2, 3, 0, 1]);
    expect(Array.from(rows)).toEqual([1, 0]);
    expect(sign).toBe(-1);
    expect(singular).toBe(false);
  });

  test('tells a matrix that has no inverse', () => {
    expect(luOf(Float64Array.of(1, 2, 2, 4), 2).singular).toBe(true);
  });

  test('keeps digits where elimination without exchange loses all', () => {
    // 1e-20 x + y = 1, x + y = 2: x = y = 1 to the last digit; without pivoting x comes out as 0.
    const x = luSolve(luOf(Float64Array.of(1e-20, 1, 1, 1), 2), Float64Array.of(1, 2), 2, 1);
    expect(Array.from(x)).toEqual([1, 1]);
  });
});

test('luSolve gives the inverse for the identity', () => {
  // By hand: the inverse of [[0, 1], [2, 3]] is [[-1.5, 0.5], [1, 0]].
  expect(Array.from(luSolve(luOf(Float64Array.of(0, 1, 2, 3), 2), identity(2), 2, 2))).toEqual([-1.5, 0.5, 1, 0]);
});

describe('triangularSolve', () => {
  const matrix = Float64Array.of(2, 5, 1, 4);
  test.each([
    [{ lower: true, unit: false }, [1, 2]],
    [{ lower: true, unit: true }, [2, 7]],
    [{ lower: false, unit: false }, [-4.625, 2.25]],
    [{ lower: false, unit: true }, [-43, 9]],
  ])('%o', (options, expected) => {
    // By hand, right-hand side [2, 9].
    expect(Array.from(triangularSolve(matrix, Float64Array.of(2, 9), 2, 1, options))).toEqual(expected);
  });
});

describe('choleskyOf', () => {
  test('reads the lower triangle', () => {
    expect(Array.from(choleskyOf(Float64Array.of(4, NaN, 2, 5), 2)!)).toEqual([2, 0, 1, 2]);
  });

  test('hands NaN on, and refuses what is not positive definite', () => {
    expect(choleskyOf(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(Array.from(choleskyOf(Float64Array.of(NaN, 0, 0, 1), 2)!)).toEqual([NaN, 0, NaN, NaN]);
  });
});

test('transposed turns a matrix over', () => {
  expect(Array.from(transposed(Float64Array.of(1, 2, 3, 4), 2))).toEqual([1, 3, 2, 4]);
});
