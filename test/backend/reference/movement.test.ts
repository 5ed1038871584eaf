import { describe, expect, test } from 'vitest';
import { referenceDevice } from '../../../src/backend/reference/device.ts';
import type { Raw } from '../../../src/backend/raw.ts';
import { bools, counting, download, expectBlock, floats, ints, run, upload } from './check-values.ts';

const x = counting([2, 3]);
const none = floats([], [2, 0]);

describe('Reshape', () => {
  test('keeps the order', () => expectBlock(run('Reshape', { x }, { shape: [3, 2] }), counting([3, 2])));
  test('a scalar to an axis and back', () => {
    expectBlock(run('Reshape', { x: floats(7) }, { shape: [1, 1] }), floats([[7]]));
    expectBlock(run('Reshape', { x: floats([[7]]) }, { shape: [] }), floats(7));
    expectBlock(run('Reshape', { x: floats(7) }, { shape: [] }), floats(7));
  });
  test('empty', () => expectBlock(run('Reshape', { x: none }, { shape: [0, 5] }), floats([], [0, 5])));
  test.each([[[2, 3]], [[]]])('copies: adding to the result of %j leaves the input alone', (shape) => {
    const before = upload(counting(shape));
    const after = referenceDevice.run('Reshape', { x: before }, { shape }) as Raw;
    referenceDevice.addInto!(after, after);
    expectBlock(download(before), counting(shape));
  });
});

describe('Transpose', () => {
  test('a matrix', () => expectBlock(run('Transpose', { x }, { perm: [1, 0] }), floats([1, 4, 2, 5, 3, 6], [3, 2])));
  test('three axes around', () => {
    // np.arange(1, 7).reshape(1, 2, 3).transpose(2, 0, 1)
    expectBlock(run('Transpose', { x: counting([1, 2, 3]) }, { perm: [2, 0, 1] }), floats([1, 4, 2, 5, 3, 6], [3, 1, 2]));
  });
  test('a scalar', () => expectBlock(run('Transpose', { x: floats(3) }, { perm: [] }), floats(3)));
  test('empty', () => expectBlock(run('Transpose', { x: none }, { perm: [1, 0] }), floats([], [0, 2])));
  test('integers', () => expectBlock(run('Transpose', { x: ints([[1, 2]]) }, { perm: [1, 0] }), ints([[1], [2]])));
});

describe('Slice', () => {
  test('a block', () => expectBlock(run('Slice', { x }, { begin: [0, 1], size: [2, 2] }), floats([2, 3, 5, 6], [2, 2])));
  test('-1 means to the end', () => expectBlock(run('Slice', { x }, { begin: [1, 1], size: [1, -1] }), floats([[5, 6]])));
  test('nothing', () => expectBlock(run('Slice', { x }, { begin: [0, 3], size: [2, 0] }), none));
  test('one number speaks of the first axis', () => expectBlock(run('Slice', { x }, { begin: 1, size: 1 }), floats([[4, 5, 6]])));
  test('a scalar', () => expectBlock(run('Slice', { x: floats(3) }, { begin: [], size: [] }), floats(3)));
});

describe('Concat', () => {
  const y = floats([[7], [8]]);
  test('along the last axis', () => {
    expectBlock(run('Concat', { 0: x, 1: y, 2: y }, { axis: 1 }), floats([1, 2, 3, 7, 7, 4, 5, 6, 8, 8], [2, 5]));
  });
  test('along the first axis', () =>
    expectBlock(run('Concat', { 0: x, 1: x }, { axis: 0 }), floats([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], [4, 3])));
  test('one alone', () => expectBlock(run('Concat', { 0: x }, { axis: 0 }), x));
  test('with an empty one', () => expectBlock(run('Concat', { 0: none, 1: y }, { axis: 1 }), y));
  test('twelve keep their order', () => {
    const parts = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [i, floats([i])]));
    expectBlock(run('Concat', parts, { axis: 0 }), floats([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]));
  });
});

describe('BroadcastTo', () => {
  test('a row', () => expectBlock(run('BroadcastTo', { x: floats([1, 2]) }, { shape: [2, 2] }), floats([1, 2, 1, 2], [2, 2])));
  test('a column', () => expectBlock(run('BroadcastTo', { x: floats([[1], [2]]) }, { shape: [2, 2] }), floats([1, 1, 2, 2], [2, 2])));
  test('a scalar', () => expectBlock(run('BroadcastTo', { x: ints(7) }, { shape: [1, 3] }), ints([[7, 7, 7]])));
  test('to nothing', () => expectBlock(run('BroadcastTo', { x: floats([[1], [2]]) }, { shape: [2, 0] }), none));
});

describe('Cast', () => {
  const odd = floats([-1.7, 0, 0.5, NaN]);
  test('to int32 truncates toward zero', () => expectBlock(run('Cast', { x: odd }, { dtype: 'int32' }), ints([-1, 0, 0, 0])));
  test('to bool is nonzero', () => expectBlock(run('Cast', { x: odd }, { dtype: 'bool' }), bools([1, 0, 1, 1])));
  test.each(['float32', 'float64'] as const)('to %s is the float of the device', (dtype) => {
    expectBlock(run('Cast', { x: bools([1, 0]) }, { dtype }), floats([1, 0]));
    expectBlock(run('Cast', { x: ints(3) }, { dtype }), floats(3));
  });
});

describe('Reverse', () => {
  test('one axis', () => expectBlock(run('Reverse', { x }, { dims: 1 }), floats([3, 2, 1, 6, 5, 4], [2, 3])));
  test('all axes', () => expectBlock(run('Reverse', { x }, { dims: [0, -1] }), floats([6, 5, 4, 3, 2, 1], [2, 3])));
  test('empty', () => expectBlock(run('Reverse', { x: none }, { dims: [0, 1] }), none));
});

describe('Select', () => {
  const condition = bools([1, 0, 1]);
  test('takes t where true', () =>
    expectBlock(run('Select', { condition, t: floats([1, 2, 3]), e: floats([4, 5, 6]) }), floats([1, 5, 3])));
  test('NaN of the branch not taken stays there', () => {
    expectBlock(run('Select', { condition, t: floats([1, NaN, 3]), e: floats([NaN, 5, NaN]) }), floats([1, 5, 3]));
  });
  test('scalars', () => expectBlock(run('Select', { condition: bools(0), t: ints(1), e: ints(2) }), ints(2)));
});

describe('Tile', () => {
  test('along both axes', () => {
    // np.tile([[1, 2]], (2, 3))
    expectBlock(run('Tile', { x: floats([[1, 2]]) }, { reps: [2, 3] }), floats([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2], [2, 6]));
  });
  test('no times', () => expectBlock(run('Tile', { x }, { reps: [1, 0] }), none));
});

test('a block of one element is stored plain, and read back as a typed array', () => {
  const one = referenceDevice.run('Slice', { x: upload(x) }, { begin: [0, 0], size: [1, 1] }) as Raw;
  expect(one.dataId).toEqual([1]);
  expect(referenceDevice.readSync(one)).toEqual(Float64Array.of(1));
});
