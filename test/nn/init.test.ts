import { describe, expect, test } from 'vitest';
import { ArgumentError, eye, Generator, matMul, sub, type Shape, type Tensor } from 'megagrad';
import { init, type Initializer } from 'megagrad/nn';

/** Draws of the size below lie this close to their moments: 5 standard errors. */
const count = 200 * 500;
const matrix: Shape = [200, 500];

function draw(initializer: Initializer, shape: Shape = matrix): Float64Array {
  return Float64Array.from(initializer(shape, new Generator(1)).dataSync());
}

function moments(values: Float64Array): { readonly mean: number; readonly std: number; readonly least: number; readonly most: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, std, least: Math.min(...values), most: Math.max(...values) };
}

/** Standard deviation by the formula of each paper; fans of [200, 500] are 200 and 500. */
const scaled: readonly (readonly [name: string, initializer: Initializer, std: number])[] = [
  ['normal', init.normal(0.01), 0.01],
  ['uniform', init.uniform(-0.3, 0.3), 0.3 / Math.sqrt(3)],
  ['xavier', init.xavier(), Math.sqrt(2 / 700)],
  ['xavier uniform', init.xavier({ distribution: 'uniform' }), Math.sqrt(2 / 700)],
  ["xavier with the book's sqrt(1 / n)", init.xavier({ mode: 'in' }), Math.sqrt(1 / 200)],
  ['xavier with a gain', init.xavier({ gain: init.gainOf('tanh') }), (5 / 3) * Math.sqrt(2 / 700)],
  ["he, the book's sqrt(2 / n)", init.he(), Math.sqrt(2 / 200)],
  ['he by outputs', init.he({ mode: 'out', distribution: 'uniform' }), Math.sqrt(2 / 500)],
  ['he truncated', init.he({ distribution: 'truncated' }), Math.sqrt(2 / 200)],
  ['lecun', init.lecun(), Math.sqrt(1 / 200)],
  ['lecun average', init.lecun({ mode: 'average' }), Math.sqrt(2 / 700)],
  // The variance of a uniform in +-b is b^2 / 3.
  ['fanInUniform', init.fanInUniform(), Math.sqrt(1 / 600)],
];

describe('moments', () => {
  for (const [name, initializer, expected] of scaled) {
    test(name, () => {
      const { mean, std } = moments(draw(initializer));
      expect(Math.abs(mean)).toBeLessThan((5 * expected) / Math.sqrt(count));
      // The standard error of a normal's deviation is std / sqrt(2 n), of a uniform's and a cut one's less.
      expect(Math.abs(std / expected - 1)).toBeLessThan(5 / Math.sqrt(2 * count));
    });
  }

  test('truncatedNormal stays within its bound', () => {
    const { least, most, std } = moments(draw(init.truncatedNormal(0.5, 0, 2)));
    expect(least).toBeGreaterThanOrEqual(-1);
    expect(most).toBeLessThanOrEqual(1);
    // Cutting at 2 deviations leaves 0.8796 of the deviation: sqrt(1 - 4 phi(2) / (2 Phi(2) - 1)).
    expect(Math.abs(std / (0.5 * 0.87962566103423978) - 1)).toBeLessThan(0.012);
  });

  test('fanInUniform stays within +-sqrt(1 / in)', () => {
    const { least, most } = moments(draw(init.fanInUniform()));
    expect(most).toBeLessThanOrEqual(Math.sqrt(1 / 200));
    expect(least).toBeGreaterThanOrEqual(-Math.sqrt(1 / 200));
  });

  test('constants', () => {
    expect(init.zeros()([2]).toArray()).toEqual([0, 0]);
    expect(init.ones()([2]).toArray()).toEqual([1, 1]);
    expect(init.constant(0.5)([2]).toArray()).toEqual([0.5, 0.5]);
  });
});

describe('fans', () => {
  test('of matrices and filters', () => {
    expect(init.fansOf([3, 4])).toEqual({ fanIn: 3, fanOut: 4 });
    expect(init.fansOf([5, 5, 3, 30])).toEqual({ fanIn: 75, fanOut: 750 });
  });

  test('of vectors are refused', () => {
    expect(() => init.he()([3])).toThrow(
      new ArgumentError('init: a weight of shape [3] has no fans. Use it for matrices and filters; for biases use zeros().', 'shape', [3]),
    );
  });
});

describe('orthogonal', () => {
  const gram = (w: Tensor, transposed: boolean): Tensor => matMul(w, w, { transposeA: !transposed, transposeB: transposed });
  const worst = (a: Tensor, b: Tensor): number => sub(a, b).abs().max().item();

  test('columns of a tall matrix', () => {
    expect(worst(gram(init.orthogonal()([50, 20], new Generator(2)), false), eye(20))).toBeLessThan(1e-14);
  });

  test('rows of a wide matrix, with a gain', () => {
    expect(worst(gram(init.orthogonal({ gain: 3 })([20, 50], new Generator(2)), true), eye(20).mul(9))).toBeLessThan(1e-13);
  });

  test('filters as matrices [height * width * in, out]', () => {
    const w = init.orthogonal()([3, 3, 2, 10], new Generator(2)).reshape([18, 10]);
    expect(worst(gram(w, false), eye(10))).toBeLessThan(1e-14);
  });

  test('a large square', () => {
    expect(worst(gram(init.orthogonal()([150, 150], new Generator(2)), false), eye(150))).toBeLessThan(1e-13);
  });
});

test('gains are those of PyTorch', () => {
  // torch.nn.init.calculate_gain
  expect(init.gainOf('linear')).toBe(1);
  expect(init.gainOf('sigmoid')).toBe(1);
  expect(init.gainOf('tanh')).toBe(5 / 3);
  expect(init.gainOf('relu')).toBe(Math.SQRT2);
  expect(init.gainOf('leakyRelu')).toBe(Math.sqrt(2 / (1 + 0.01 ** 2)));
  expect(init.gainOf('leakyRelu', { alpha: 0.2 })).toBe(Math.sqrt(2 / (1 + 0.2 ** 2)));
  expect(init.gainOf('selu')).toBe(0.75);
});

test('the same generator gives the same weights', () => {
  expect(draw(init.he(), [3, 4])).toEqual(draw(init.he(), [3, 4]));
});
