import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, Generator, memory, random, type Tensor } from 'megagrad';
import { DataLoader, spiral, type Dataset } from 'megagrad/data';
import { Linear, Sequential, Sigmoid } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, earlyStopping, fit, loadWeights, saveBest, training, type Callback, type StepEvent } from 'megagrad/train';
import { beforeEach, describe, expect, it } from 'vitest';

beforeEach(() => random.seed(0));

function net(seed = 0): Sequential {
  const generator = new Generator(seed);
  return new Sequential(new Linear(2, 10, { generator }), new Sigmoid(), new Linear(10, 3, { generator }));
}

const data = spiral().train;
const settings = { data, loss: crossEntropy, batchSize: 30, seed: 0 };

describe('saveBest', () => {
  it('keeps the weights of the best epoch, though later ones are worse', async () => {
    // The loss falls: where more is better, every epoch is worse than the first.
    const folder = mkdtempSync(join(tmpdir(), 'megagrad-best-'));
    const file = join(folder, 'best.safetensors');
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
    let first: unknown;
    const watch: Callback = { onEpoch: ({ epoch }) => void (epoch === 1 && (first = model.parameters()[0]!.toArray())) };
    await fit(model, { ...settings, optimizer, epochs: 3, callbacks: [watch, saveBest(file, { monitor: 'loss', mode: 'max' })] });
    expect(model.parameters()[0]!.toArray()).not.toEqual(first);
    await loadWeights(model, file);
    expect(model.parameters()[0]!.toArray()).toEqual(first);
    rmSync(folder, { recursive: true });
  });
});

describe('fit', () => {
  it('learns the spiral, and its history holds every step and epoch', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 1 });
    const history = await fit(model, { ...settings, optimizer, epochs: 100, metrics: [accuracy], validation: data });
    expect(history.losses).toHaveLength(1000);
    expect(history.epochs).toHaveLength(100);
    const { values, step } = history.epochs.at(-1)!;
    expect(step).toBe(1000);
    expect(Object.keys(values)).toEqual(['loss', 'accuracy', 'validationLoss', 'validationAccuracy']);
    expect(values['loss']).toBeLessThan(0.5 * history.epochs[0]!.values['loss']!);
    expect(values['validationAccuracy']).toBeGreaterThan(0.7);
  });

  it('gives the same losses as the same steps by hand', async () => {
    const byFit = net();
    const { losses } = await fit(byFit, { ...settings, optimizer: new SGD(byFit.parameters(), { learningRate: 0.5 }), epochs: 2 });
    const byHand = net();
    const optimizer = new SGD(byHand.parameters(), { learningRate: 0.5 });
    const expected: number[] = [];
    const loader = new DataLoader(data, { batchSize: 30, shuffle: true, seed: 0 });
    for (let epoch = 0; epoch < 2; epoch++) {
      for await (const { x, y } of loader) {
        const loss = crossEntropy(byHand.forward(x), y);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        expected.push(loss.item());
      }
    }
    expect(losses).toEqual(expected);
  });

  it('averages the gradients of accumulated batches: two of 15 step as one of 30', async () => {
    const runs = [
      { batchSize: 30, accumulate: 1 },
      { batchSize: 15, accumulate: 2 },
    ].map(async (sizes) => {
      const model = net();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
      return (await fit(model, { ...settings, ...sizes, optimizer, steps: 10 })).losses;
    });
    const [whole, halves] = await Promise.all(runs);
    expect(halves).toHaveLength(10);
    whole!.forEach((loss, i) => expect(halves![i]).toBeCloseTo(loss, 12));
  });

  it('stops at steps, at a callback, and when a loop over training breaks', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters());
    expect((await fit(model, { ...settings, optimizer, steps: 13 })).losses).toHaveLength(13);
    const atFive: Callback = { onStep: ({ step }, context) => void (step === 5 && context.stop()) };
    expect((await fit(model, { ...settings, optimizer, epochs: 3, callbacks: [atFive] })).losses).toHaveLength(5);
    const events: StepEvent[] = [];
    for await (const event of training(model, { ...settings, optimizer, epochs: 3 })) {
      if (event.kind === 'step') events.push(event);
      if (events.length === 3) break;
    }
    expect(events.map(({ step }) => step)).toEqual([1, 2, 3]);
  });

  it('leaves no tensor behind', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
    await fit(model, { ...settings, optimizer, steps: 2 });
    const before = memory().reference;
    await fit(model, { ...settings, optimizer, steps: 25, metrics: [accuracy], validation: data });
    expect(memory().reference).toEqual(before);
  });

  it('meets a NaN loss as it was told', async () => {
    const poisoned = (output: Tensor, target: Tensor): Tensor => crossEntropy(output, target).mul(steps++ === 3 ? NaN : 1);
    let steps = 0;
    const run = async (onNonFinite: 'throw' | 'stop' | 'skip' | 'restore'): Promise<{ losses: number[]; finite: boolean }> => {
      steps = 0;
      const model = net();
      const { losses } = await fit(model, { ...settings, loss: poisoned, optimizer: new SGD(model.parameters()), steps: 6, onNonFinite });
      return { losses, finite: model.parameters().every((parameter) => parameter.dataSync().every(Number.isFinite)) };
    };
    await expect(run('throw')).rejects.toThrow(
      "fit: the loss is NaN at step 4. Lower the learning rate, clip the gradients, or pass onNonFinite: 'stop', 'skip' or 'restore'.",
    );
    expect(await run('stop')).toMatchObject({ losses: { length: 4 }, finite: true });
    expect(await run('skip')).toMatchObject({ losses: { length: 6 }, finite: true });
    expect(await run('restore')).toMatchObject({ losses: { length: 6 }, finite: true });
  });

  it('ends early without something better, and puts the best weights back', async () => {
    // The loss falls: where more is better, every epoch is worse than the first.
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
    let best: Float64Array | undefined;
    const watch: Callback = { onEpoch: ({ epoch }) => void (epoch === 1 && (best = Float64Array.from(model.parameters()[0]!.dataSync()))) };
    const { epochs } = await fit(model, {
      ...settings,
      optimizer,
      epochs: 50,
      callbacks: [watch, earlyStopping({ monitor: 'loss', mode: 'max', patience: 2 })],
    });
    expect(epochs).toHaveLength(3);
    expect(model.parameters()[0]!.dataSync()).toEqual(best);
  });

  it('refuses to train what is frozen, and data that is empty', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters());
    const empty: Dataset = { length: 0, get: (index) => data.get(index) };
    await expect(fit(model, { ...settings, data: empty, optimizer })).rejects.toThrow(
      'fit: data is empty: length 0. Give at least one sample.',
    );
    model.requireGrad(false);
    await expect(fit(model, { ...settings, optimizer })).rejects.toThrow(
      'backward: the root float64[] on reference requires no grad: no operand of what computed it does, or it was computed in noGrad. Create a leaf with requiresGrad: true.',
    );
  });

  it('says what is wrong with its arguments', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters());
    await expect(fit(model, { ...settings, optimizer, epochs: 1.5 })).rejects.toThrow(
      'fit: epochs must be a whole number from 1: epochs 1.5.',
    );
    const both = spiral() as unknown;
    await expect(fit(model, { ...settings, data: both as Dataset, optimizer })).rejects.toThrow(
      'fit: data must be a Dataset or a DataLoader: it has no length and get. Of { train, test } pass train.',
    );
    await expect(fit(model, { ...settings, optimizer, callbacks: [earlyStopping()] })).rejects.toThrow(
      "fit: there is no number to monitor: monitor 'validationLoss', the epoch has loss. Pass validation data, or monitor one of these.",
    );
  });
});
