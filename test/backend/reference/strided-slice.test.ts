import { describe, test } from 'vitest';
import { counting, expectBlock, floats, run, type Block } from './check-values.ts';

interface Slicing {
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly beginMask?: number;
  readonly endMask?: number;
  readonly ellipsisMask?: number;
  readonly newAxisMask?: number;
  readonly shrinkAxisMask?: number;
}

function slice(x: Block, slicing: Slicing): Block {
  return run('StridedSlice', { x }, { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0, ...slicing });
}

const line = counting([5]);
const cube = counting([2, 2, 3]);

// The NumPy expression of each is in its title, on x = np.arange(1, 6) or np.arange(1, 13).reshape(2, 2, 3).
describe('StridedSlice', () => {
  test('x[1:4:2]', () => expectBlock(slice(line, { begin: [1], end: [4], strides: [2] }), floats([2, 4])));
  test('x[-2:9]', () => expectBlock(slice(line, { begin: [-2], end: [9], strides: [1] }), floats([4, 5])));
  test('x[4:1:-2]', () => expectBlock(slice(line, { begin: [4], end: [1], strides: [-2] }), floats([5, 3])));
  test('x[::-1]', () =>
    expectBlock(slice(line, { begin: [0], end: [0], strides: [-1], beginMask: 1, endMask: 1 }), floats([5, 4, 3, 2, 1])));
  test('x[3:1]', () => expectBlock(slice(line, { begin: [3], end: [1], strides: [1] }), floats([], [0])));
  test('x[-1]', () => expectBlock(slice(line, { begin: [-1], end: [0], strides: [1], shrinkAxisMask: 1 }), floats(5)));
  test('x[1]: the other axes whole', () => {
    expectBlock(slice(cube, { begin: [1], end: [2], strides: [1], shrinkAxisMask: 1 }), floats([7, 8, 9, 10, 11, 12], [2, 3]));
  });
  test('x[..., 1:3]', () => {
    const slicing = { begin: [0, 1], end: [0, 3], strides: [1, 1], ellipsisMask: 1 };
    expectBlock(slice(cube, slicing), floats([2, 3, 5, 6, 8, 9, 11, 12], [2, 2, 2]));
  });
  test('x[0, ..., np.newaxis, 2]', () => {
    const slicing = { begin: [0, 0, 0, 2], end: [1, 0, 0, 3], strides: [1, 1, 1, 1], ellipsisMask: 2, newAxisMask: 4, shrinkAxisMask: 9 };
    expectBlock(slice(cube, slicing), floats([[3], [6]]));
  });
});
