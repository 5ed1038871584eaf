import { describe, expect, test } from 'vitest';
import { expectBlock, floats, run } from './check-values.ts';

const attrs = { depthRadius: 1, bias: 1, alpha: 0.5, beta: 1 };
const x = floats([1, 2, 3], [1, 1, 1, 3]);

describe('LRN', () => {
  // 1 / (1 + 0.5 (1 + 4)), 2 / (1 + 0.5 (1 + 4 + 9)), 3 / (1 + 0.5 (4 + 9))
  test('divides by the squares near in the channels', () =>
    expectBlock(run('LRN', { x }, attrs), floats([1 / 3.5, 2 / 8, 3 / 7.5], x.shape)));
  test('depthRadius 0, beta 0.5', () => {
    const expected = floats([1 / Math.sqrt(1.5), 2 / Math.sqrt(3), 3 / Math.sqrt(5.5)], x.shape);
    expectBlock(run('LRN', { x }, { ...attrs, depthRadius: 0, beta: 0.5 }), expected);
  });
  test('pixels stay apart', () => {
    const pixels = floats([1, 2, 3, 1, 2, 3], [1, 1, 2, 3]);
    expectBlock(run('LRN', { x: pixels }, attrs), floats([1 / 3.5, 2 / 8, 3 / 7.5, 1 / 3.5, 2 / 8, 3 / 7.5], [1, 1, 2, 3]));
  });
  test('NaN reaches its neighbors only', () => {
    expectBlock(run('LRN', { x: floats([NaN, 2, 3], x.shape) }, attrs), floats([NaN, NaN, 3 / 7.5], x.shape));
  });
  test('no images', () => expectBlock(run('LRN', { x: floats([], [0, 1, 1, 3]) }, attrs), floats([], [0, 1, 1, 3])));
});

test('LRNGrad is the central difference of LRN', () => {
  const settings = { depthRadius: 1, bias: 1.5, alpha: 0.3, beta: 0.75 };
  const values = [0.5, -1, 2, 0.25, 1.5];
  const weights = [1, -2, 0.5, 3, -1];
  const shape = [1, 1, 1, 5];
  const weighted = (at: readonly number[]): number =>
    run('LRN', { x: floats(at, shape) }, settings).values.reduce((sum, v, i) => sum + v * weights[i]!, 0);
  const y = run('LRN', { x: floats(values, shape) }, settings);
  const gradient = run('LRNGrad', { x: floats(values, shape), y, dy: floats(weights, shape) }, settings);
  const h = 6e-6;
  for (let i = 0; i < values.length; i++) {
    const difference = (weighted(values.with(i, values[i]! + h)) - weighted(values.with(i, values[i]! - h))) / (2 * h);
    expect(gradient.values[i]).toBeCloseTo(difference, 8);
  }
});
