import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/core/errors.ts';
import { Generator, random, type GeneratorState } from '../../src/core/random.ts';

// Every expected number was printed by NumPy 2.4.6; the call stands beside it, R = numpy.random.RandomState.
describe('the digits of NumPy', () => {
  test('uniform numbers', () => {
    // R(0).rand(5)
    expect([...new Generator(0).rand(5)]).toEqual([
      0.5488135039273248, 0.7151893663724195, 0.6027633760716439, 0.5448831829968969, 0.4236547993389047,
    ]);
    // R(4294967295).rand(2)
    expect([...new Generator(4294967295).rand(2)]).toEqual([0.0976320289940138, 0.9123828453026218]);
    // R(0).uniform(-2, 3, 4)
    expect([...new Generator(0).fillUniform(new Float64Array(4), -2, 3)]).toEqual([
      0.7440675196366238, 1.5759468318620975, 1.0138168803582195, 0.7244159149844842,
    ]);
    // R(0).rand(10000)[-3:]
    expect([...new Generator(0).rand(10000).subarray(-3)]).toEqual([0.758429520713077, 0.023787427470386757, 0.8135750799512289]);
  });

  test('normal numbers', () => {
    // R(0).randn(5)
    closeTo(new Generator(0).randn(5), [1.764052345967664, 0.4001572083672233, 0.9787379841057392, 2.240893199201458, 1.8675579901499675]);
    // R(1984).randn(3)
    closeTo(new Generator(1984).randn(3), [-0.026902226847232345, -0.6892736860726052, 0.896138438007482]);
    // R(0).normal(5, 2, 4)
    closeTo(
      new Generator(0).fillNormal(new Float64Array(4), 5, 2),
      [8.528104691935328, 5.800314416734446, 6.957475968211479, 9.481786398402916],
    );
    // R(0).randn(10001)[-3:]
    closeTo(new Generator(0).randn(10001).subarray(-3), [-0.03292069305061399, 1.2981114320305154, -0.20211702713566235]);
    // R(5).randn(100000).sum(); the order of summation differs.
    expect(new Generator(5).randn(100000).reduce((sum, x) => sum + x, 0)).toBeCloseTo(377.2188116101321, 9);
  });

  test('integers', () => {
    const draw = (seed: number, low: number, high: number, size: number): number[] => [
      ...new Generator(seed).fillIntegers(new Float64Array(size), low, high),
    ];
    expect(draw(0, 0, 10, 10)).toEqual([5, 0, 3, 3, 7, 9, 3, 5, 2, 4]); // R(0).randint(0, 10, 10)
    expect(draw(42, -5, 1000, 6)).toEqual([97, 430, 855, 265, 101, 66]); // R(42).randint(-5, 1000, 6)
    expect(draw(7, 0, 2 ** 32, 3)).toEqual([327741615, 976413892, 3349725721]); // R(7).randint(0, 2**32, 3)
    expect(draw(7, 0, 2 ** 40, 4)).toEqual([752595690692, 108744157686, 291964244179, 650496783975]); // R(7).randint(0, 2**40, 4)
    expect(draw(7, 3, 4, 3)).toEqual([3, 3, 3]); // R(7).randint(3, 4, 3)
  });

  test('permutation and shuffle', () => {
    // R(0).permutation(10)
    expect([...new Generator(0).permutation(10)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5]);
    // R(1984).permutation(300)[:8]
    expect([...new Generator(1984).permutation(300).subarray(0, 8)]).toEqual([198, 276, 69, 277, 167, 37, 84, 202]);
    // a = numpy.arange(6) * 10; R(1).shuffle(a)
    expect(new Generator(1).shuffle([0, 10, 20, 30, 40, 50])).toEqual([20, 10, 40, 0, 30, 50]);
  });

  test('choice', () => {
    // R(0).choice(60000, 5)
    expect([...new Generator(0).choice(60000, 5)]).toEqual([2732, 43567, 42613, 52416, 45891]);
    // R(0).choice(20, 6, replace=False)
    expect([...new Generator(0).choice(20, 6, { replace: false })]).toEqual([18, 1, 19, 8, 10, 17]);
    // R(0).choice(4, 8, p=[.1, .2, .3, .4])
    expect([...new Generator(0).choice(4, 8, { p: [0.1, 0.2, 0.3, 0.4] })]).toEqual([2, 3, 3, 2, 2, 3, 2, 3]);
    // R(0).choice(5, 4, replace=False, p=[.5, .3, .1, .05, .05])
    expect([...new Generator(0).choice(5, 4, { replace: false, p: [0.5, 0.3, 0.1, 0.05, 0.05] })]).toEqual([1, 0, 4, 2]);
  });

  test('mixed draws share one stream and the cached second gaussian', () => {
    // r = R(0); r.randn(); [r.rand(), r.randn(), r.randint(100), r.randn()]
    const generator = new Generator(0);
    generator.normal();
    expect(generator.uniform()).toBe(0.6027633760716439);
    expect(generator.normal()).toBeCloseTo(0.4001572083672233, 15);
    expect(generator.randint(0, 100)).toBe(67);
    expect(generator.normal()).toBeCloseTo(0.37025538490846127, 15);
  });
});

describe('state', () => {
  test('a state that went through JSON gives the same numbers, cached gaussian included', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.integer({ min: 0, max: 1500 }), (seed, draws) => {
        const original = new Generator(seed);
        original.randn(draws);
        const restored = new Generator(1);
        restored.setState(JSON.parse(JSON.stringify(original.getState())) as GeneratorState);
        expect(restored.randn(7)).toEqual(original.randn(7));
      }),
      { numRuns: 25 },
    );
  });

  test('a clone goes its own way with the same numbers', () => {
    const original = new Generator(3);
    original.normal();
    const copy = original.clone();
    const expected = copy.randn(5);
    expect(original.randn(5)).toEqual(expected);
  });

  test('a fork differs from its parent and does not move it when it draws', () => {
    const one = new Generator(3);
    const two = new Generator(3);
    const fork = one.fork();
    two.fork();
    expect([...fork.rand(100)]).not.toEqual([...one.clone().rand(100)]);
    expect(one.rand(3)).toEqual(two.rand(3));
  });

  test('seed starts over', () => {
    const before = random.getState();
    random.seed(0);
    random.normal();
    random.seed(0);
    expect(random.normal()).toBeCloseTo(1.764052345967664, 15);
    random.setState(before);
  });
});

test('truncated normal numbers stay within the bound and keep the mean', () => {
  const values = new Generator(0).fillTruncatedNormal(new Float64Array(20000), 1, 0.5, 2);
  expect(values.every((x) => Math.abs(x - 1) <= 1)).toBe(true);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  expect(Math.abs(mean - 1)).toBeLessThan(0.02);
  // The variance of a standard normal cut at 2 is 1 - 4 phi(2) / (2 Phi(2) - 1) = 0.77374.
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(variance / 0.25).toBeCloseTo(0.77374, 1);
});

test('bernoulli draws ones at the given rate', () => {
  const ones = new Generator(0).fillBernoulli(new Uint8Array(10000), 0.3).reduce((sum, x) => sum + x, 0);
  expect(Math.abs(ones - 3000)).toBeLessThan(150);
});

describe('bad arguments are named', () => {
  test.each<[string, () => unknown, string]>([
    ['negative seed', () => new Generator(-1), 'random: seed must be an integer from 0 to 4294967295, got -1.'],
    ['fractional seed', () => random.seed(0.5), 'random: seed must be an integer from 0 to 4294967295, got 0.5.'],
    ['empty range', () => random.randint(3, 3), 'randint: low and high must be integers with low < high, got low 3, high 3.'],
    [
      'too many',
      () => random.choice(3, 4, { replace: false }),
      'choice: cannot take 4 of 3 without replacement. Ask for fewer, or set replace: true.',
    ],
    ['nothing to choose', () => random.choice(0, 1), 'choice: n must be a positive integer, got 0.'],
    ['p of the wrong length', () => random.choice(3, 1, { p: [1] }), 'choice: p must have n = 3 entries, got 1.'],
    ['p not summing to 1', () => random.choice(2, 1, { p: [0.5, 0.4] }), 'choice: p must sum to 1, got 0.9.'],
    [
      'p with too few possible',
      () => random.choice(3, 2, { replace: false, p: [1, 0, 0] }),
      'choice: cannot take 2 without replacement, only 1 entries of p are above 0.',
    ],
    ['narrow bound', () => random.truncatedNormal(0, 1, 0), 'truncatedNormal: bound must be at least 0.01 standard deviations, got 0.'],
    ['foreign state', () => random.setState({ words: [1, 2], spare: null }), 'random: state is not one that getState() returned.'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow(message);
  });
});

/** Logarithms of the C library and of JavaScript may differ in the last bit. */
function closeTo(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(value))));
}
