import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Generator } from '../../../src/core/random.ts';
import {
  ArrayDataset,
  brightness,
  compose,
  crop,
  DataLoader,
  flatten,
  flip,
  hostArray,
  noise,
  normalize,
  rotate,
  scale,
  shift,
  whiten,
  type HostArray,
  type Transform,
} from '../../../src/data/index.ts';

/** 3 x 3, one channel. */
const image = hostArray(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), [3, 3, 1]);

const augmentations: Record<string, Transform> = {
  rotate: rotate({ degrees: 30 }),
  shift: shift({ pixels: 2 }),
  crop: crop({ part: 0.6 }),
  'flip, horizontal': flip(),
  'flip, vertical': flip({ direction: 'vertical' }),
  brightness: brightness({ by: 0.4 }),
  scale: scale({ range: [0.7, 1.4] }),
  noise: noise({ std: 0.1 }),
  normalize: normalize({ mean: 0.5, std: 0.5 }),
};

/** An image of random shape and values from 0 to 1. */
const images: fc.Arbitrary<HostArray<Float32Array>> = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 3 }), fc.nat())
  .map(([height, width, channels, seed]) =>
    hostArray(new Generator(seed).fillUniform(new Float32Array(height * width * channels)), [height, width, channels]),
  );

describe.each(Object.entries(augmentations))('%s', (_, transform) => {
  test('keeps the shape, leaves its input alone, and gives the same for the same seed', () => {
    fc.assert(
      fc.property(images, fc.nat(), (x, seed) => {
        const before = x.data.slice();
        const once = transform(x, new Generator(seed));
        expect(once.shape).toEqual(x.shape);
        expect(once.data.length).toBe(x.data.length);
        expect(x.data).toEqual(before);
        expect(transform(x, new Generator(seed)).data).toEqual(once.data);
      }),
      { numRuns: 40 },
    );
  });

  test('leaves targets alone', async () => {
    const data = new ArrayDataset(hostArray(new Float32Array(36).fill(0.5), [4, 3, 3, 1]), hostArray(Int32Array.of(3, 1, 4, 1), [4]));
    const { y } = await data.map(transform).get(2, new Generator(0));
    expect(y).toEqual({ data: Int32Array.of(4), shape: [] });
  });
});

describe('what they do', () => {
  test('rotate by a quarter turn moves rows to columns', () => {
    // A generator whose one draw is the upper end of the range.
    const quarter = rotate({ degrees: 90 })(image, drawing(1));
    expect(round(quarter)).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
    expect(round(rotate({ degrees: 90 })(image, drawing(0)))).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
  });

  test('shift fills what comes in', () => {
    const counts = new Set<string>();
    const generator = new Generator(0);
    for (let i = 0; i < 200; i++) counts.add(shift({ pixels: 1, fill: -1 })(image, generator).data.join());
    // Nine places: all of them come up.
    expect(counts.size).toBe(9);
    expect(counts).toContain([-1, -1, -1, -1, 1, 2, -1, 4, 5].join());
    expect(counts).toContain([5, 6, -1, 8, 9, -1, -1, -1, -1].join());
  });

  test('flip swaps sides, or top and bottom, at its rate', () => {
    expect([...flip({ probability: 1 })(image, new Generator(0)).data]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect([...flip({ probability: 1, direction: 'vertical' })(image, new Generator(0)).data]).toEqual([7, 8, 9, 4, 5, 6, 1, 2, 3]);
    const generator = new Generator(0);
    const flipped = Array.from({ length: 1000 }, () => flip({ probability: 0.3 })(image, generator).data[0] === 3).filter(Boolean).length;
    expect(Math.abs(flipped - 300)).toBeLessThan(50);
  });

  test('scale by 1/2 puts every second pixel in the middle', () => {
    expect(round(scale({ range: [0.5, 0.5] })(image, new Generator(0)))).toEqual([0, 0, 0, 0, 5, 0, 0, 0, 0]);
    // By 2: the middle, and halves of the way to its neighbors.
    expect(round(scale({ range: [2, 2] })(image, new Generator(0)))).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });

  test('crop enlarges a window of the image', () => {
    expect(round(crop({ part: 1 })(image, new Generator(0)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { data } = crop({ part: 0.5 })(image, new Generator(seed));
        // The image is a plane: so is its window, with steps of 0.5 to 1 times the plane's.
        expect(data[1]! - data[0]!).toBeGreaterThanOrEqual(0.499);
        expect(data[1]! - data[0]!).toBeLessThanOrEqual(1.001);
        expect(data[8]! - data[0]!).toBeCloseTo(8 * (data[1]! - data[0]!), 4);
        expect(Math.min(...data)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...data)).toBeLessThanOrEqual(9);
      }),
    );
  });

  test('brightness multiplies and cuts, noise adds', () => {
    expect([...brightness({ by: 0.5, max: 10 })(image, drawing(1)).data]).toEqual([1.5, 3, 4.5, 6, 7.5, 9, 10, 10, 10]);
    const noisy = noise({ std: 2 })(hostArray(new Float64Array(20_000), [20_000]), new Generator(0));
    const variance = Array.from(noisy.data).reduce((sum, value) => sum + value ** 2, 0) / noisy.data.length;
    expect(Math.abs(variance - 4)).toBeLessThan(0.2);
  });

  test('normalize per channel', () => {
    const x = hostArray(Float64Array.of(1, 10, 3, 30), [1, 2, 2]);
    expect([...normalize({ mean: [1, 20], std: [2, 10] })(x, new Generator(0)).data]).toEqual([0, -1, 1, 1]);
  });

  test('compose runs from left to right, flatten ends it', () => {
    const transform = compose(flip({ probability: 1 }), normalize({ mean: 5, std: 2 }), flatten());
    const { data, shape } = transform(image, new Generator(0));
    expect([[...data], shape]).toEqual([[-1, -1.5, -2, 0.5, 0, -0.5, 2, 1.5, 1], [9]]);
  });
});

describe('whiten', () => {
  test('gives mean 0 and the identity as covariance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(), (size, seed) => {
        const rows = 200;
        const generator = new Generator(seed);
        const mix = generator.randn(size * size);
        const raw = generator.randn(rows * size);
        const data = hostArray(
          Float64Array.from({ length: rows * size }, (_, at) => {
            const [row, i] = [Math.floor(at / size), at % size];
            let sum = 3 + 2 * raw[at]!;
            for (let j = 0; j < size; j++) sum += mix[i * size + j]! * raw[row * size + j]!;
            return sum;
          }),
          [rows, size],
        );
        const transform = whiten(data, { epsilon: 1e-12 });
        const white = Array.from(
          { length: rows },
          (_, row) => transform(hostArray(data.data.slice(row * size, (row + 1) * size), [size]), generator).data,
        );
        for (let i = 0; i < size; i++) {
          expect(mean(white.map((row) => row[i]!))).toBeCloseTo(0, 6);
          for (let j = 0; j < size; j++) expect(mean(white.map((row) => row[i]! * row[j]!))).toBeCloseTo(i === j ? 1 : 0, 4);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('features that depend on each other are named, and epsilon helps', () => {
    const data = hostArray(Float64Array.of(1, 2, 2, 4, 3, 6), [3, 2]);
    expect(() => whiten(data)).toThrow(
      'whiten: the covariance has no inverse: feature 1 does not vary by itself. Set epsilon, such as 1e-2.',
    );
    expect(whiten(data, { epsilon: 0.01 })(hostArray(Float64Array.of(2, 4), [2]), new Generator(0)).data).toEqual(Float64Array.of(0, 0));
    expect(() => whiten(data, { epsilon: 1 })(image, new Generator(0))).toThrow(
      'whiten: x must have the shape of the rows it was learned from: x [3,3,1], rows [2].',
    );
  });
});

test('an epoch of random transforms is the same for the same seed, however far ahead it is prepared', async () => {
  const data = new ArrayDataset(
    hostArray(new Generator(0).fillUniform(new Float32Array(8 * 16)), [8, 4, 4, 1]),
    hostArray(new Int32Array(8), [8]),
  );
  const augmented = data.map(compose(shift({ pixels: 1 }), noise({ std: 0.1 })));
  const epoch = async (prefetch: number): Promise<unknown[]> => {
    const batches: unknown[] = [];
    for await (const { x } of new DataLoader(augmented, { batchSize: 3, shuffle: true, seed: 7, prefetch })) batches.push(x.toArray());
    return batches;
  };
  expect(await epoch(2)).toEqual(await epoch(0));
});

test.each<[string, () => unknown, string]>([
  [
    'a flat image',
    () => flip()(hostArray(new Float32Array(9), [9]), new Generator(0)),
    'flip: must have shape [height,width,channels], got [9]. Load images with flatten: false, and end with flatten().',
  ],
  ['std 0', () => normalize({ mean: 0, std: 0 }), 'normalize: std must be above 0, got 0.'],
  [
    'means for other channels',
    () => normalize({ mean: [1, 2], std: 1 })(image, new Generator(0)),
    'normalize: mean must be one number or one per channel (1), got 2.',
  ],
  ['a negative angle', () => rotate({ degrees: -1 }), 'rotate: degrees must be at least 0, got -1.'],
  ['a probability above 1', () => flip({ probability: 2 }), 'flip: probability must be from 0 to 1, got 2.'],
  ['scale to nothing', () => scale({ range: [0, 1] }), 'scale: range must be above 0, got 0.'],
  ['crop to nothing', () => crop({ part: 0 }), 'crop: part must be from above 0 to 1, got 0.'],
])('%s is named', (_, run, message) => {
  expect(run).toThrow(message);
});

/** Draws the given place of every range. */
function drawing(part: number): Generator {
  return Object.assign(new Generator(), { uniform: (low: number, high: number) => low + (high - low) * part });
}

function round({ data }: HostArray): number[] {
  return Array.from(data, (value) => Math.round(value * 1e4) / 1e4 + 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
