import { describe, expect, test } from 'vitest';
import { expectBlock, floats, ints } from './check-values.ts';

describe('expectBlock', () => {
  test.each([
    ['value', floats([1, 2]), floats([1, 3])],
    ['shape', floats([1, 2]), floats([[1, 2]])],
    ['dtype', floats([1, 2]), ints([1, 2])],
    ['number of values', floats([1], [2]), floats([1, 2])],
    ['value: NaN', floats([1, 2]), floats([1, NaN])],
    ['value: not NaN', floats([1, NaN]), floats([1, 2])],
    ['value: infinite', floats([1]), floats([Infinity])],
    ['value: infinite, of the other sign', floats([Infinity]), floats([-Infinity])],
    ['value, by 1e-14', floats([1]), floats([1 + 1e-14])],
  ])('rejects another %s', (_, actual, expected) => {
    expect(() => expectBlock(actual, expected)).toThrow('but got');
  });

  test('takes the last digit of another math library', () => {
    expectBlock(floats([0.1 + 0.2, NaN]), floats([0.3, NaN]));
  });
});
