import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ArgumentError } from '../../src/core/errors.ts';
import { Generator, random } from '../../src/core/random.ts';
import {
  ArrayDataset,
  compose,
  DataLoader,
  hostArray,
  noise,
  randomSplit,
  type Batch,
  type DataLoaderOptions,
  type DataLoaderState,
  type Dataset,
} from '../../src/data/index.ts';

/** Sample i has the input [i, -i] and the target i. */
function counting(size: number): ArrayDataset {
  const x = Float32Array.from({ length: 2 * size }, (_, i) => (i % 2 === 0 ? i / 2 : -(i - 1) / 2));
  return new ArrayDataset(
    hostArray(x, [size, 2]),
    hostArray(
      Int32Array.from({ length: size }, (_, i) => i),
      [size],
    ),
  );
}

function targets({ y }: Batch): number[] {
  return [...y.dataSync()];
}

async function epoch(loader: AsyncIterable<Batch>): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const batch of loader) batches.push(targets(batch));
  return batches;
}

describe('an epoch', () => {
  test('is every sample once, in order, the last batch short', async () => {
    const loader = new DataLoader(counting(7), { batchSize: 3 });
    expect(loader.length).toBe(3);
    expect(await epoch(loader)).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(loader.epoch).toBe(1);
  });

  test('gives inputs that belong to their targets, as tensors of the current device', async () => {
    for await (const { x, y } of new DataLoader(counting(5), { batchSize: 2, shuffle: true, seed: 3 })) {
      expect(x.dtype).toBe('float64');
      expect(y.dtype).toBe('int32');
      expect(x.toArray()).toEqual([...y.dataSync()].map((i) => [i, -i]));
    }
  });

  test('leaves out a short last batch on request', async () => {
    expect(await epoch(new DataLoader(counting(7), { batchSize: 3, dropLast: true }))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
  });

  test('shuffled is the permutation that NumPy gives, another each epoch', async () => {
    const loader = new DataLoader(counting(10), { batchSize: 10, shuffle: true, seed: 0 });
    // numpy.random.RandomState(0).permutation(10)
    expect(await epoch(loader)).toEqual([[2, 8, 4, 9, 1, 6, 7, 3, 0, 5]]);
    expect(await epoch(loader)).not.toEqual([[2, 8, 4, 9, 1, 6, 7, 3, 0, 5]]);
  });

  test('with replacement is the choice that NumPy gives', async () => {
    const loader = new DataLoader(counting(60), { batchSize: 5, replacement: true, steps: 2, seed: 0 });
    const expected = new Generator(0);
    expect(await epoch(loader)).toEqual([[...expected.choice(60, 5)], [...expected.choice(60, 5)]]);
    expect(new DataLoader(counting(60), { batchSize: 7, replacement: true }).length).toBe(8);
  });

  test('draws from the default generator unless it has its own', async () => {
    const before = random.getState();
    random.seed(0);
    expect(await epoch(new DataLoader(counting(10), { batchSize: 10, shuffle: true }))).toEqual([[2, 8, 4, 9, 1, 6, 7, 3, 0, 5]]);
    random.setState(before);
  });

  test('ends where the loop breaks', async () => {
    const loader = new DataLoader(counting(6), { batchSize: 2 });
    for await (const batch of loader) {
      expect(targets(batch)).toEqual([0, 1]);
      break;
    }
    expect(loader.epoch).toBe(1);
    expect(await epoch(loader)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  test('of a later loop ends the earlier one', async () => {
    const loader = new DataLoader(counting(4), { batchSize: 2 });
    const seen: number[][] = [];
    for await (const batch of loader) {
      seen.push(targets(batch));
      expect(await epoch(loader)).toEqual([
        [0, 1],
        [2, 3],
      ]);
    }
    expect(seen).toEqual([[0, 1]]);
  });

  test('of samples that come one by one and later, some ahead', async () => {
    let reading = 0;
    let most = 0;
    const slow: Dataset = {
      length: 6,
      get: async (i) => {
        most = Math.max(most, ++reading);
        await Promise.resolve();
        reading--;
        return { x: hostArray(Float32Array.of(i), [1]), y: hostArray(Int32Array.of(i), []) };
      },
    };
    expect(await epoch(new DataLoader(slow, { batchSize: 2, prefetch: 1 }))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(most).toBe(4);
  });

  test('passes on what a sample throws', async () => {
    const broken: Dataset = {
      length: 4,
      get: (i) => (i === 2 ? Promise.reject(new Error('unreadable')) : Promise.resolve(counting(4).get(i))),
    };
    await expect(epoch(new DataLoader(broken, { batchSize: 1, prefetch: 3 }))).rejects.toThrow('unreadable');
  });
});

describe('a resumed loader', () => {
  const variants: Record<string, DataLoaderOptions> = {
    'in order': { seed: 5 },
    shuffled: { shuffle: true, seed: 5 },
    'with replacement': { replacement: true, steps: 6, seed: 5 },
    'with replacement, ahead': { replacement: true, steps: 6, seed: 5, prefetch: 2 },
    'shuffled, ahead, short batch left out': { shuffle: true, seed: 5, prefetch: 2, dropLast: true },
  };

  test.each(Object.entries(variants))('goes on with the next batch: %s', async (_, options) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 14 }), async (stop) => {
        // The transform draws too: what it draws must not depend on the interruption.
        const data = (): Dataset => counting(13).map(compose(noise({ std: 1 })));
        const make = (): DataLoader => new DataLoader(data(), { batchSize: 3, ...options });
        const whole = await steps(make(), 15);
        const first = make();
        const head = await steps(first, stop);
        const second = make();
        second.setState(JSON.parse(head.state) as DataLoaderState);
        const tail = await steps(second, 15 - stop);
        expect([...head.batches, ...tail.batches]).toEqual(whole.batches);
      }),
      { numRuns: 14 },
    );
  });

  test('leaves a shared generator to whoever saves it', async () => {
    const data = (): Dataset => counting(8).map(noise({ std: 1 }));
    const make = (generator: Generator): DataLoader => new DataLoader(data(), { batchSize: 2, shuffle: true, generator });
    const generator = new Generator(9);
    const whole = await steps(make(generator), 11);
    const first = new Generator(9);
    const head = await steps(make(first), 6);
    const second = new Generator();
    second.setState(first.getState());
    const loader = make(second);
    loader.setState(JSON.parse(head.state) as DataLoaderState);
    expect([...head.batches, ...(await steps(loader, 5)).batches]).toEqual(whole.batches);
  });

  test('refuses the state of another loader', () => {
    const state = new DataLoader(counting(8), { batchSize: 2, seed: 1, shuffle: true }).getState();
    const message = 'DataLoader: the state is not of a loader with the same dataset and options.';
    expect(() => new DataLoader(counting(8), { batchSize: 2 }).setState(state)).toThrow(message);
    expect(() => new DataLoader(counting(8), { batchSize: 2, seed: 1, shuffle: true }).setState({ ...state, position: 5 })).toThrow(
      message,
    );
  });
});

test.each<[string, (state: DataLoaderState) => unknown]>([
  ['nothing', () => undefined],
  ['null', () => null],
  ['an empty one', () => ({})],
  ['without its generator', ({ generator: _, ...rest }) => rest],
  ['with a broken generator', (state) => ({ ...state, generator: {} })],
  ['with a broken order', (state) => ({ ...state, order: { words: [1], spare: null } })],
])('a damaged state changes nothing: %s', async (_, damage) => {
  const make = (): DataLoader => new DataLoader(counting(8), { batchSize: 2, seed: 1, shuffle: true });
  const { state } = await steps(make(), 2);
  const loader = make();
  const before = loader.getState();
  expect(() => {
    loader.setState(damage(JSON.parse(state) as DataLoaderState) as DataLoaderState);
  }).toThrow(ArgumentError);
  expect(loader.getState()).toEqual(before);
  expect((await steps(loader, 5)).batches).toEqual((await steps(make(), 5)).batches);
});

describe('bad options are named', () => {
  test.each<[string, unknown]>([
    ['nested arrays', [[1], [2]]],
    ['both parts at once', { train: counting(2), test: counting(2) }],
  ])('%s in place of a dataset', (_, given) => {
    expect(() => new DataLoader(given as ArrayDataset)).toThrow(
      'DataLoader: the dataset must have a length and a method get. Wrap arrays, new ArrayDataset(x, y), and take one part of { train, test }.',
    );
  });

  const [nothing] = randomSplit(counting(2), [0, 2], { seed: 0 });

  test.each<[string, Dataset, DataLoaderOptions, string]>([
    ['no samples', nothing, {}, 'DataLoader: the dataset is empty.'],
    ['batchSize 0', counting(2), { batchSize: 0 }, 'DataLoader: batchSize must be a positive integer, got 0.'],
    [
      'no whole batch',
      counting(2),
      { batchSize: 3, dropLast: true },
      'DataLoader: an epoch has no batch: 2 samples, batchSize 3, dropLast true. Use a smaller batchSize.',
    ],
    ['steps alone', counting(2), { steps: 3 }, 'DataLoader: steps is for replacement: true. Without it an epoch is every sample once.'],
    ['steps 0', counting(2), { replacement: true, steps: 0 }, 'DataLoader: steps must be a positive integer, got 0.'],
    ['prefetch -1', counting(2), { prefetch: -1 }, 'DataLoader: prefetch must be an integer from 0, got -1.'],
    [
      'prefetch from a shared generator',
      counting(2),
      { replacement: true, prefetch: 1 },
      'DataLoader: prefetch with replacement draws ahead from a generator that others use. Give the loader a seed.',
    ],
    ['two generators', counting(2), { seed: 1, generator: random }, 'random: give seed or generator, not both.'],
  ])('%s', (_, dataset, options, message) => {
    const run = (): unknown => new DataLoader(dataset, options);
    expect(run).toThrow(ArgumentError);
    expect(run).toThrow(message);
  });
});

interface Steps {
  /** Inputs and targets. */
  readonly batches: unknown[];
  /** The loader after the last of them, as JSON. */
  readonly state: string;
}

/** So many batches, over as many epochs as it takes; the state is taken within the loop, as a training that saves does. */
async function steps(loader: DataLoader, count: number): Promise<Steps> {
  const batches: unknown[] = [];
  let state = JSON.stringify(loader.getState());
  while (batches.length < count) {
    for await (const { x, y } of loader) {
      batches.push([x.toArray(), y.toArray()]);
      state = JSON.stringify(loader.getState());
      if (batches.length === count) break;
    }
  }
  return { batches, state };
}
