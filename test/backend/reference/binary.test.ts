import { describe, expect, test } from 'vitest';
import { Raw } from '../../../src/backend/raw.ts';
import { referenceDevice } from '../../../src/backend/reference/device.ts';
import { bools, counting, download, expectBlock, floats, ints, run } from './check-values.ts';

const a = [5.5, -5.5, 5.5, -5.5, 3];
const b = [2, 2, -2, -2, 0];

// NumPy 2.4: np.<name>(a, b); the last four are hand-checked.
const table = [
  ['Add', a, b, [7.5, -3.5, 3.5, -7.5, 3]],
  // np.arctan2([1, -1, 1, -1, 0], [1, 1, -1, -1, -1]) in multiples of pi / 4: 1, -1, 3, -3, 4
  [
    'Atan2',
    [1, -1, 1, -1, 0],
    [1, 1, -1, -1, -1],
    [0.7853981633974483, -0.7853981633974483, 2.356194490192345, -2.356194490192345, Math.PI],
  ],
  ['Maximum', a, b, [5.5, 2, 5.5, -2, 3]],
  ['Minimum', a, b, [2, -5.5, -2, -5.5, 0]],
  ['Mod', a, b, [1.5, 0.5, -0.5, -1.5, NaN]],
  ['Multiply', a, b, [11, -11, -11, 11, 0]],
  ['Pow', [2, 2, 0, 9, 0], [3, -1, 0, 0.5, -1], [8, 0.5, 1, 3, Infinity]],
  ['RealDiv', a, b, [2.75, -2.75, -2.75, 2.75, Infinity]],
  ['SquaredDifference', a, b, [12.25, 56.25, 56.25, 12.25, 9]],
  ['Sub', a, b, [3.5, -7.5, 7.5, -3.5, 3]],
] as const;

describe.each(table)('%s', (name, left, right, results) => {
  test('has the published values', () => expectBlock(run(name, { a: floats(left), b: floats(right) }), floats(results)));

  test('is the same of scalars, and of single elements in typed arrays', () => {
    for (let i = 0; i < left.length; i++) {
      expectBlock(run(name, { a: floats(left[i]!), b: floats(right[i]!) }), floats(results[i]!));
      const single = (v: number): Raw => new Raw(Float64Array.of(v), [], 'float64', referenceDevice);
      const output = referenceDevice.run(name, { a: single(left[i]!), b: single(right[i]!) }, {}) as Raw;
      expectBlock(download(output), floats(results[i]!));
    }
  });

  test('broadcasts a column with a row', () => {
    const column = floats(left.map((v) => [v]));
    const expected = right.map((r) => left.map((l) => run(name, { a: floats(l), b: floats(r) }).values[0]!));
    const transposed = left.map((_, i) => expected.map((row) => row[i]!));
    expectBlock(run(name, { a: column, b: floats(right) }), floats(transposed));
  });

  test('hands NaN on from either side, of scalars too', () => {
    expectBlock(run(name, { a: floats([NaN, 1.5]), b: floats([1.5, NaN]) }), floats([NaN, NaN]));
    expectBlock(run(name, { a: floats(NaN), b: floats(1.5) }), floats(NaN));
    expectBlock(run(name, { a: floats(1.5), b: floats(NaN) }), floats(NaN));
  });

  test('broadcasts to an empty axis', () => {
    expectBlock(run(name, { a: floats([], [2, 0]), b: floats(1) }), floats([], [2, 0]));
    expectBlock(run(name, { a: floats([], [0, 1]), b: floats([1, 2, 3]) }), floats([], [0, 3]));
  });
});

describe('broadcasting', () => {
  test('aligns at the last axis and stretches in both operands', () => {
    // np.arange(1, 7).reshape(2, 1, 3) * 10 + np.array([[1], [2]])
    const left = run('Multiply', { a: counting([2, 1, 3]), b: floats(10) });
    const expected = [
      [
        [11, 21, 31],
        [12, 22, 32],
      ],
      [
        [41, 51, 61],
        [42, 52, 62],
      ],
    ];
    expectBlock(run('Add', { a: left, b: floats([[1], [2]]) }), floats(expected));
  });

  test('a scalar and a single element have the larger rank', () => {
    expectBlock(run('Sub', { a: floats(3), b: floats([1]) }), floats([2]));
    expectBlock(run('Sub', { a: floats([[3]]), b: floats([1]) }), floats([[2]]));
  });
});

describe('comparisons give bool and are false of NaN, except NotEqual', () => {
  const left = floats([1, 2, 3, NaN, NaN]);
  const right = floats([2, 2, 2, 2, NaN]);
  test.each([
    ['Equal', [0, 1, 0, 0, 0]],
    ['Greater', [0, 0, 1, 0, 0]],
    ['GreaterEqual', [0, 1, 1, 0, 0]],
    ['Less', [1, 0, 0, 0, 0]],
    ['LessEqual', [1, 1, 0, 0, 0]],
    ['NotEqual', [1, 0, 1, 1, 1]],
  ] as const)('%s', (name, results) => expectBlock(run(name, { a: left, b: right }), bools(results)));

  test('of scalars', () => expectBlock(run('Less', { a: floats(1), b: floats(2) }), bools(1)));
});

describe('logic', () => {
  const left = bools([0, 0, 1, 1]);
  const right = bools([0, 1, 0, 1]);
  test('LogicalAnd', () => expectBlock(run('LogicalAnd', { a: left, b: right }), bools([0, 0, 0, 1])));
  test('LogicalOr', () => expectBlock(run('LogicalOr', { a: left, b: right }), bools([0, 1, 1, 1])));
});

describe('dtype', () => {
  test('integers stay int32 and wrap', () => {
    expectBlock(run('Add', { a: ints([1, 2147483647]), b: ints([2, 1]) }), ints([3, -2147483648]));
    expectBlock(run('Maximum', { a: ints(1), b: ints(2) }), ints(2));
    expectBlock(run('Mod', { a: ints([-7, 7]), b: ints([3, -3]) }), ints([2, -2]));
  });

  test('the larger dtype wins', () => expectBlock(run('Multiply', { a: ints([2]), b: floats([0.5]) }), floats([1])));
  test('bool counts as int32', () => expectBlock(run('Add', { a: bools([1, 1]), b: bools([1, 0]) }), ints([2, 1])));
  test('a quotient of integers is a float', () => expectBlock(run('RealDiv', { a: ints([1]), b: ints([2]) }), floats([0.5])));
});

describe('gradients from outputs', () => {
  const dy = floats([2, 3, 5]);

  test('ReluGrad passes where y > 0', () => expectBlock(run('ReluGrad', { dy, y: floats([0, 4, NaN]) }), floats([0, 3, NaN])));
  // dy * y * (1 - y)
  test('SigmoidGrad', () => expectBlock(run('SigmoidGrad', { dy, y: floats([0.5, 0.25, NaN]) }), floats([0.5, 0.5625, NaN])));
  // dy * (1 - y^2)
  test('TanhGrad', () => expectBlock(run('TanhGrad', { dy, y: floats([0.5, -1, NaN]) }), floats([1.5, 0, NaN])));
  // dy * (y + 1) below 0
  test('EluGrad', () => expectBlock(run('EluGrad', { dy, y: floats([0.5, -0.5, NaN]) }), floats([2, 1.5, NaN])));

  test('of scalars', () => {
    expect(run('ReluGrad', { dy: floats(2), y: floats(0) }).values).toEqual([0]);
    expect(run('ReluGrad', { dy: floats(2), y: floats(NaN) }).values).toEqual([NaN]);
    expect(run('SigmoidGrad', { dy: floats(2), y: floats(0.5) }).values).toEqual([0.5]);
    expect(run('TanhGrad', { dy: floats(2), y: floats(0.5) }).values).toEqual([1.5]);
    expect(run('EluGrad', { dy: floats(2), y: floats(-0.5) }).values).toEqual([1]);
  });
});

test('Prelu broadcasts its slopes', () => {
  const x = floats([
    [-1, 2, NaN],
    [-3, -4, 1],
  ]);
  expectBlock(
    run('Prelu', { x, alpha: floats([0.5, 0.25, 2]) }),
    floats([
      [-0.5, 2, NaN],
      [-1.5, -1, 1],
    ]),
  );
});
