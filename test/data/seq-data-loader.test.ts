import { describe, expect, test } from 'vitest';
import { SeqDataLoader, sinCurve, TextDataset, type Batch, type SeqDataLoaderState } from '../../src/data/index.ts';

const text = new TextDataset(Int32Array.from({ length: 21 }, (_, i) => i));

async function inputs(loader: AsyncIterable<Batch>): Promise<unknown[]> {
  const batches: unknown[] = [];
  for await (const { x } of loader) batches.push(x.toArray());
  return batches;
}

describe('without timeSize', () => {
  test('reads at evenly spaced places, ceil(N / batchSize) times, from the beginning each epoch', async () => {
    const loader = new SeqDataLoader(text.slice(0, 8), { batchSize: 3 });
    // jump = 7 // 3 = 2; (i * jump + step) % 7 for three steps.
    const epoch = [
      [0, 2, 4],
      [1, 3, 5],
      [2, 4, 6],
    ];
    expect(await inputs(loader)).toEqual(epoch);
    expect(await inputs(loader)).toEqual(epoch);
  });

  test('gives the next value as target', async () => {
    const { train } = sinCurve();
    for await (const { x, y } of new SeqDataLoader(train, { batchSize: 30 })) {
      expect(x.shape).toEqual([30, 1]);
      expect(y.toArray()).toEqual(Array.from({ length: 30 }, (_, i) => [train.x.data[i * 33 + 1]]));
      break;
    }
  });
});

describe('with timeSize', () => {
  test('each row of a batch goes on in the same row of the next, over epochs too', async () => {
    const loader = new SeqDataLoader(text, { batchSize: 2, timeSize: 3 });
    expect(loader.length).toBe(3);
    // jump = 20 // 2 = 10.
    expect(await inputs(loader)).toEqual([
      [
        [0, 1, 2],
        [10, 11, 12],
      ],
      [
        [3, 4, 5],
        [13, 14, 15],
      ],
      [
        [6, 7, 8],
        [16, 17, 18],
      ],
    ]);
    expect((await inputs(loader))[0]).toEqual([
      [9, 10, 11],
      [19, 0, 1],
    ]);
    loader.reset();
    expect((await inputs(loader))[0]).toEqual([
      [0, 1, 2],
      [10, 11, 12],
    ]);
  });

  test.each([1, 2, 3, 4, 7])('goes on with the next batch after %i', async (stop) => {
    const whole = await batches(new SeqDataLoader(text, { batchSize: 2, timeSize: 3 }), 9);
    const first = new SeqDataLoader(text, { batchSize: 2, timeSize: 3 });
    const head = await batches(first, stop);
    const second = new SeqDataLoader(text, { batchSize: 2, timeSize: 3 });
    second.setState(JSON.parse(head.state) as SeqDataLoaderState);
    expect([...head.inputs, ...(await batches(second, 9 - stop)).inputs]).toEqual(whole.inputs);
  });
});

test.each([undefined, null, {}, { epoch: 0, position: 0 }])('a damaged state changes nothing: %j', (state) => {
  const loader = new SeqDataLoader(text, { batchSize: 2, timeSize: 3 });
  const before = loader.getState();
  expect(() => {
    loader.setState(state as SeqDataLoaderState);
  }).toThrow('SeqDataLoader: the state is not of a loader with the same dataset and options.');
  expect(loader.getState()).toEqual(before);
});

test.each([
  ['a short series', { batchSize: 30 }, 'SeqDataLoader: the series is too short: 20 steps, batchSize 30, timeSize 1.'],
  ['no whole batch', { batchSize: 4, timeSize: 6 }, 'SeqDataLoader: the series is too short: 20 steps, batchSize 4, timeSize 6.'],
  ['batchSize 0', { batchSize: 0 }, 'SeqDataLoader: batchSize must be a positive integer, got 0.'],
  ['timeSize 0.5', { batchSize: 1, timeSize: 0.5 }, 'SeqDataLoader: timeSize must be a positive integer, got 0.5.'],
])('%s is named', (_, options, message) => {
  expect(() => new SeqDataLoader(text, options)).toThrow(message);
});

async function batches(loader: SeqDataLoader, count: number): Promise<{ inputs: unknown[]; state: string }> {
  const found: unknown[] = [];
  let state = '';
  while (found.length < count) {
    for await (const { x } of loader) {
      found.push(x.toArray());
      state = JSON.stringify(loader.getState());
      if (found.length === count) break;
    }
  }
  return { inputs: found, state };
}
