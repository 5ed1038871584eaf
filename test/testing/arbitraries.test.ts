import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Generator } from '../../src/core/random.ts';
import { normalizeAxes, sizeOf } from '../../src/core/shape.ts';
import {
  anyReal,
  awayFrom,
  axesOf,
  axisOf,
  bools,
  broadcastableShapes,
  broadcastOf,
  distinct,
  interval,
  ints,
  positive,
  shapes,
  tensors,
  unitInterval,
} from '../../src/testing/index.ts';

const shape = [40, 25];
const draw = (domain: { sample: (typeof anyReal)['sample'] }, position = 0): number[] =>
  Array.from(domain.sample(new Generator(3), shape, position));

describe('domains', () => {
  test('stay where they say', () => {
    expect(draw(anyReal).some((x) => x < -1) && draw(anyReal).some((x) => x > 1)).toBe(true);
    expect(draw(positive).every((x) => x >= 0.2 && x <= 4)).toBe(true);
    expect(draw(unitInterval).every((x) => x >= 0.05 && x <= 0.95)).toBe(true);
    expect(draw(interval(-2, 1)).every((x) => x >= -2 && x <= 1)).toBe(true);
    expect(new Set(draw(ints(-1, 2)))).toEqual(new Set([-1, 0, 1, 2]));
    expect(new Set(draw(bools))).toEqual(new Set([0, 1]));
  });
  test('awayFrom keeps its distance from every kink and comes to both sides', () => {
    const values = draw(awayFrom(0, 6));
    expect(values.every((x) => Math.abs(x) >= 0.1 && Math.abs(x - 6) >= 0.1)).toBe(true);
    expect(values.some((x) => x > 6) && values.some((x) => x > 0 && x < 6) && values.some((x) => x < 0)).toBe(true);
  });
  test('distinct has no two alike, also across operands', () => {
    const all = [...draw(distinct, 0), ...draw(distinct, 1), ...draw(distinct, 2)].sort((a, b) => a - b);
    expect(all.every((x, i) => i === 0 || x - all[i - 1]! > 0.019)).toBe(true);
  });
  test('the same seed gives the same values', () => {
    expect(draw(anyReal)).toEqual(draw(anyReal));
  });
});

describe('shapes', () => {
  test('keep to their limits', () => {
    fc.assert(
      fc.property(shapes({ minRank: 1, maxRank: 3, minLength: 1, maxLength: 5, maxSize: 30 }), (one) => {
        expect(one.length).toBeGreaterThanOrEqual(1);
        expect(one.length).toBeLessThanOrEqual(3);
        expect(one.every((length) => length >= 1 && length <= 5)).toBe(true);
        expect(sizeOf(one)).toBeLessThanOrEqual(30);
      }),
    );
  });
  test('come with scalars and empty axes by default', () => {
    const some = fc.sample(shapes(), { seed: 1, numRuns: 300 });
    expect(some.some((one) => one.length === 0)).toBe(true);
    expect(some.some((one) => one.includes(0))).toBe(true);
  });
  test('that broadcast do, and differ', () => {
    const some = fc.sample(broadcastableShapes(2), { seed: 1, numRuns: 200 });
    for (const pair of some) broadcastOf(...pair);
    expect(some.some(([a, b]) => a!.length !== b!.length)).toBe(true);
    expect(some.some(([a, b]) => a!.length === b!.length && a!.some((length, axis) => length !== b![axis]))).toBe(true);
  });
  test('axes are axes of the shape', () => {
    fc.assert(
      fc.property(
        shapes({ minRank: 1 }).chain((one) => fc.tuple(fc.constant(one), axisOf(one), axesOf(one))),
        ([one, axis, axes]) => {
          normalizeAxes('test', axis, one.length);
          normalizeAxes('test', axes, one.length);
        },
      ),
    );
  });
});

describe('tensors', () => {
  test('shrink by shape and print what they are', () => {
    const { counterexample } = fc.check(
      fc.property(tensors(positive), (x) => x.rank < 2),
      { seed: 5 },
    );
    expect(counterexample![0].shape).toHaveLength(2);
    expect(fc.stringify(counterexample![0])).toMatch(/^positive \[\d,\d\] of seed \d+$/);
  });
});
