import { describe, expect, test } from 'vitest';
import { eye, full, linspace, ones, rand, randn, range, zeros, type Shape, type Tensor } from 'megagrad';
import { ArgumentError, ShapeError } from '../../../src/core/errors.ts';

describe.each<[string, (shape: Shape) => Tensor]>([
  ['zeros', zeros],
  ['ones', ones],
  ['full', (shape) => full(shape, 7)],
  ['rand', rand],
  ['randn', randn],
])('%s', (name, make) => {
  test('takes any shape, scalars and empty ones too', () => {
    expect(make([]).shape).toEqual([]);
    expect(make([0, 3]).toArray()).toEqual([]);
    expect(make([2, 1]).size).toBe(2);
  });

  test('refuses what is no shape', () => {
    expect(() => make([2.5])).toThrow(new ShapeError(`${name}: lengths must be whole and not negative: shape [2.5].`, { shape: [2.5] }));
    expect(() => make([-1])).toThrow(`${name}: lengths must be whole and not negative: shape [-1].`);
    expect(() => make([NaN])).toThrow(ShapeError);
    // Type errors in TypeScript; NumPy and PyTorch take them.
    const loosely = (shape: unknown): Tensor => make(shape as Shape);
    expect(() => loosely(3)).toThrow(new ShapeError(`${name}: a shape is a list of lengths: got 3. Write [3].`));
    expect(() => loosely(undefined)).toThrow(`${name}: a shape is a list of lengths: got undefined. Write such as [2, 3].`);
  });
});

describe('linspace', () => {
  test('ends exactly at both ends', () => {
    expect(linspace(0, 0.3, 4).dataSync().at(-1)).toBe(0.3);
    expect(linspace(1, -1, 3).toArray()).toEqual([1, 0, -1]);
  });

  // numpy.linspace(2, 5, 1) = [2.], numpy.linspace(2, 5, 0) = []
  test('of one number is the start, of none is empty', () => {
    expect(linspace(2, 5, 1).toArray()).toEqual([2]);
    expect(linspace(2, 5, 0).toArray()).toEqual([]);
  });
});

describe('range', () => {
  // The same as Python's range(5, 0, -2) and range(5, 0).
  test('counts down, or not at all', () => {
    expect(range(5, 0, -2).toArray()).toEqual([5, 3, 1]);
    expect(range(5, 0).toArray()).toEqual([]);
    expect(range(0, 1, 0.25).toArray()).toEqual([0, 0.25, 0.5, 0.75]);
  });

  test('refuses steps and ends that never come', () => {
    expect(() => range(0, 1, 0)).toThrow(ArgumentError);
    expect(() => range(0, Infinity)).toThrow('range: start, stop and step must be finite: start 0, stop Infinity, step 1.');
    expect(() => range(NaN)).toThrow('range: start, stop and step must be finite: start 0, stop NaN, step 1.');
  });
});

test('eye may be wider than high', () => {
  expect(eye(2, 3).toArray()).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(() => eye(-1)).toThrow('eye: lengths must be whole and not negative: shape [-1,-1].');
});
