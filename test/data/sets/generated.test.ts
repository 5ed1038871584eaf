import { describe, expect, test } from 'vitest';
import { additionSequences, dateSequences, linear, mnist, sinCurve, spiral, xor } from '../../../src/data/index.ts';

// Numbers printed by NumPy 2.4.6 from the formula in the comment, R = numpy.random.RandomState.
describe('spiral', () => {
  // x[100 j + i] = (i/100) [sin, cos](4 j + 4 i/100 + 0.2 randn) with R(1984)
  test('unshuffled is that of the second book', () => {
    const { train } = spiral({ shuffle: false, oneHot: true });
    expect(train.length).toBe(300);
    closeTo(train.get(1).x.data, [-0.00097698643152699, 0.009952160444476976]);
    closeTo(train.get(299).x.data, [-0.5974310265949212, 0.7894150799558737]);
    expect([...train.get(299).y.data]).toEqual([0, 0, 1]);
    expect(Array.from(train.x.data).reduce((sum, value) => sum + value, 0)).toBeCloseTo(-13.916731190759947, 12);
  });

  // The same, then in the order of permutation(300); the test part with R(2020).
  test('shuffled is that of DeZero', () => {
    const { train, test: other } = spiral();
    closeTo(train.get(10).x.data, [-0.12995957961643811, -0.00324155301031501]);
    expect([...train.get(10).y.data]).toEqual([1]);
    closeTo(train.get(110).x.data, [0.32823428960763307, -0.5494199223961327]);
    closeTo(other.get(0).x.data, [0.13246453477044992, 0.13620993733222356]);
    expect(train.source).toBe('generated');
  });
});

// numpy.sin(numpy.linspace(0, 2 pi, 1000)) + R(0).uniform(-.05, .05, 1000); numpy.cos(...)[500]
test('sinCurve is a noisy sine whose targets are the next values, and a cosine to test with', () => {
  const { train, test: cosine } = sinCurve();
  expect(train.length).toBe(999);
  closeTo(train.x.data.slice(0, 3), [0.004881350392732478, 0.027808369953309695, 0.02285495544590544]);
  expect(train.y.data[998]).toBeCloseTo(0.01771411441114217, 14);
  expect(cosine.x.data[500]).toBeCloseTo(-0.9999950553174459, 14);
  expect(train.y.data[0]).toBe(train.x.data[1]);
});

// R(0): X = 2 * rand(100, 1); y = 4 + 3 * X + randn(100, 1)
test('linear has the least squares solution that NumPy finds', () => {
  const { x, y } = linear();
  expect(x.data[0]).toBe(1.0976270078546495);
  expect(y.data[0]).toBeCloseTo(6.127731182780592, 14);
  expect(y.data[99]).toBeCloseTo(4.045652016180339, 14);
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x.data), mean(y.data)];
  const slope =
    mean(Array.from(x.data, (value, i) => (value - meanX) * (y.data[i]! - meanY))) /
    mean(Array.from(x.data, (value) => (value - meanX) ** 2));
  // numpy.linalg.lstsq gives [4.222151077447231, 2.9684675107010183].
  expect(slope).toBeCloseTo(2.9684675107010183, 12);
  expect(meanY - slope * meanX).toBeCloseTo(4.222151077447231, 12);
});

test('xor', () => {
  const { x, y } = xor();
  for (let i = 0; i < 4; i++) expect(y.data[i]).toBe(x.data[2 * i]! ^ x.data[2 * i + 1]!);
});

describe('synthetic digits', () => {
  test('stand in for MNIST, labeled, the same each time, training and test part different', async () => {
    const { train, test: other } = await mnist({ synthetic: 'always' });
    expect([train.source, train.length, other.source, other.length]).toEqual(['synthetic', 60_000, 'synthetic', 10_000]);
    const again = await mnist({ synthetic: 'always', flatten: false, normalize: false, oneHot: true });
    expect(again.train.get(5).x.shape).toEqual([28, 28, 1]);
    expect(again.train.get(5).y.shape).toEqual([10]);
    expect([...again.train.get(5).x.data].map((value) => Math.fround(value / 255))).toEqual([...train.get(5).x.data]);
    expect(train.x.data.subarray(0, 784)).not.toEqual(other.x.data.subarray(0, 784));
    const counts = new Array<number>(10).fill(0);
    for (const label of train.y.data) counts[label]!++;
    for (const count of counts) expect(Math.abs(count - 6000)).toBeLessThan(300);
  });

  test('can be told apart: the mean training image that is nearest names most test digits', async () => {
    const { train, test: other } = await mnist({ synthetic: 'always' });
    const means = Array.from({ length: 10 }, () => new Float64Array(784));
    const counts = new Float64Array(10);
    for (let i = 0; i < 5000; i++) {
      const label = train.y.data[i]!;
      counts[label]!++;
      for (let j = 0; j < 784; j++) means[label]![j]! += train.x.data[i * 784 + j]!;
    }
    means.forEach((mean, label) => mean.forEach((sum, j) => (mean[j] = sum / counts[label]!)));
    let right = 0;
    for (let i = 0; i < 1000; i++) if (nearest(means, other.x.data.subarray(i * 784, (i + 1) * 784)) === other.y.data[i]) right++;
    // MNIST itself gives 82 % this way; a set of digits should be neither unreadable nor trivial.
    expect(right).toBeGreaterThan(700);
    expect(right).toBeLessThan(990);
  });
});

describe('synthetic sequences have the form of the book', () => {
  test('addition', async () => {
    const { train, test: other, vocabulary } = await additionSequences({ synthetic: 'always' });
    expect([train.length, other.length, vocabulary.size, train.source]).toEqual([45_000, 5000, 13, 'synthetic']);
    for (let i = 0; i < 200; i++) {
      const { x, y } = train.get(i);
      const [a, b] = vocabulary.decode(x.data).join('').trim().split('+').map(Number);
      expect(vocabulary.decode(y.data).join('').trim()).toBe(`_${a! + b!}`);
    }
  });

  test('dates', async () => {
    const { train, vocabulary } = await dateSequences({ synthetic: 'always' });
    expect([train.x.shape, train.y.shape, vocabulary.size]).toEqual([[45_000, 29], [45_000, 11], 59]);
    for (let i = 0; i < 200; i++) {
      const { x, y } = train.get(i);
      const written = vocabulary.decode(x.data).join('').trim();
      // JavaScript reads all of these forms as local dates; years of two digits from 50 on are of the last century.
      const date = new Date(written);
      const [year, month, day] = vocabulary.decode(y.data).join('').slice(1).split('-').map(Number);
      expect([date.getFullYear(), date.getMonth() + 1, date.getDate()], written).toEqual([year, month, day]);
    }
  });
});

function nearest(means: readonly Float64Array[], image: ArrayLike<number>): number {
  const distances = means.map((mean) => mean.reduce((sum, value, j) => sum + (value - image[j]!) ** 2, 0));
  return distances.indexOf(Math.min(...distances));
}

function closeTo(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 14));
}
