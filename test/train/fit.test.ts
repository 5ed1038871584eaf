import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, Generator, memory, mse, ones, random, type Tensor } from 'megagrad';
import { ArrayDataset, DataLoader, SeqDataLoader, spiral, type Dataset } from 'megagrad/data';
import { BatchNorm1d, Linear, Module, RNN, Sequential, Sigmoid, type Layer } from 'megagrad/nn';
import { LBFGS, SGD } from 'megagrad/optim';
import {
  accuracy,
  checkpoint,
  earlyStopping,
  evaluate,
  fit,
  loadCheckpoint,
  loadWeights,
  saveBest,
  training,
  type Callback,
  type FitOptions,
  type StepEvent,
} from 'megagrad/train';
import { beforeEach, describe, expect, it } from 'vitest';
import { standingOf } from '../../src/train/early-stopping.ts';

beforeEach(() => random.seed(0));

function net(seed = 0): Sequential {
  const generator = new Generator(seed);
  return new Sequential(new Linear(2, 10, { generator }), new Sigmoid(), new Linear(10, 3, { generator }));
}

const data = spiral().train;
const settings = { data, loss: crossEntropy, batchSize: 30, seed: 0 };

describe('what is better, where nobody says it', () => {
  const best = (monitor: string, values: readonly number[]): number | null => {
    const epochs = values.map((value, i) => ({ epoch: i + 1, step: i + 1, seconds: 1, values: { [monitor]: value } }));
    return standingOf(epochs, { monitor }).best;
  };

  it.each(['loss', 'validationLoss', 'validationPerplexity', 'mse', 'validationMae', 'crossEntropy', 'bceWithLogits', 'nll', 'klDiv'])(
    'a smaller %s',
    (monitor) => {
      expect(best(monitor, [3, 1, 2])).toBe(1);
    },
  );

  it.each(['accuracy', 'validationAccuracy', 'top5Accuracy', 'precision', 'recall', 'f1', 'confusionMatrix'])('a larger %s', (monitor) => {
    expect(best(monitor, [1, 3, 2])).toBe(1);
  });
});

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

describe('accumulated batches', () => {
  it('of a last step with fewer count as those of the others: 10 batches by 4, the last 2 average alone', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
    await fit(model, { ...settings, optimizer, accumulate: 4, epochs: 1 });
    const byHand = net();
    const updates = new SGD(byHand.parameters(), { learningRate: 0.5 });
    const batches: { x: Tensor; y: Tensor }[] = [];
    for await (const batch of new DataLoader(data, { batchSize: 30, shuffle: true, seed: 0 })) batches.push(batch);
    for (const group of [batches.slice(0, 4), batches.slice(4, 8), batches.slice(8)]) {
      updates.zeroGrad();
      for (const { x, y } of group) crossEntropy(byHand.forward(x), y).div(group.length).backward();
      updates.step();
    }
    model
      .parameters()
      .forEach((parameter, i) =>
        parameter.dataSync().forEach((value, k) => expect(value).toBeCloseTo(byHand.parameters()[i]!.dataSync()[k]!, 14)),
      );
  });
});

describe('L-BFGS in fit', () => {
  const whole = { data, loss: crossEntropy, batchSize: 300, shuffle: false };

  it('takes the steps that it takes by hand, and leaves no tensor behind', async () => {
    const options = { lineSearch: 'strongWolfe', iterations: 5 } as const;
    const byHand = net();
    const updates = new LBFGS(byHand.parameters(), options);
    const { x, y } = (await new DataLoader(data, { batchSize: 300 })[Symbol.asyncIterator]().next()).value!;
    const expected = Array.from({ length: 3 }, () =>
      updates
        .step(() => {
          updates.zeroGrad();
          const loss = crossEntropy(byHand.forward(x), y);
          loss.backward();
          return loss;
        })
        .item(),
    );
    const model = net();
    const optimizer = new LBFGS(model.parameters(), options);
    const { losses, epochs } = await fit(model, { ...whole, optimizer, epochs: 3, metrics: [accuracy] });
    expect(losses).toEqual(expected);
    expect(losses[2]).toBeLessThan(losses[0]!);
    // Metrics are of the outputs that the first losses are of.
    const first = await evaluate(net(), { data, metrics: [accuracy] });
    expect(epochs[0]!.values['accuracy']).toBe(first['accuracy']);
    const small = new LBFGS(model.parameters(), { history: 2, iterations: 3 });
    await fit(model, { ...whole, optimizer: small, steps: 2, metrics: [accuracy] });
    const before = memory().reference;
    await fit(model, { ...whole, optimizer: small, steps: 2, metrics: [accuracy] });
    expect(memory().reference).toEqual(before);
  });

  it('starts each evaluation from the same state of recurrent layers', async () => {
    const make = (): Sequential => {
      const generator = new Generator(3);
      return new Sequential(new RNN(1, 3, { stateful: true, generator }), new Linear(3, 1, { generator }));
    };
    const series = new ArrayDataset(
      Array.from({ length: 24 }, (_, i) => [Math.sin(i / 2)]),
      Array.from({ length: 24 }, (_, i) => [Math.sin((i + 1) / 2)]),
    );
    const run = async (evaluations: number): Promise<number[]> => {
      const model = make();
      // A rate so small that the weights stay what they are: losses tell the states apart.
      const optimizer = new LBFGS(model.parameters(), { learningRate: 1e-12, iterations: evaluations, evaluations, changeTolerance: 0 });
      const { losses } = await fit(model, {
        data: new SeqDataLoader(series, { batchSize: 2, timeSize: 4 }),
        loss: mse,
        optimizer,
        epochs: 1,
      });
      return losses;
    };
    const [once, often] = [await run(1), await run(6)];
    expect(often).toHaveLength(3);
    often.forEach((loss, i) => expect(loss).toBeCloseTo(once[i]!, 9));
  });

  it('meets a NaN loss as it was told, and the parameters stay', async () => {
    const model = net();
    const before = model.parameters().map((parameter) => parameter.toArray());
    const optimizer = new LBFGS(model.parameters());
    const nan = (output: Tensor, target: Tensor): Tensor => crossEntropy(output, target).mul(NaN);
    await expect(fit(model, { ...whole, loss: nan, optimizer })).rejects.toThrow('fit: the loss is NaN at step 1.');
    expect((await fit(model, { ...whole, loss: nan, optimizer, steps: 2, onNonFinite: 'skip' })).losses).toEqual([NaN, NaN]);
    expect(model.parameters().map((parameter) => parameter.toArray())).toEqual(before);
    expect(optimizer.steps).toBe(0);
  });
});

describe('when something throws', () => {
  const failure = new Error('on purpose');
  const fails = (): never => {
    throw failure;
  };
  const failsLater = (): never => {
    throw new Error('not the first');
  };

  it.each([
    ['the loss', { loss: fails }],
    ['a metric', { metrics: [{ name: 'bad', update: fails, result: () => 0, reset: () => undefined }] }],
    ['onStart', { callbacks: [{ onStart: fails }] }],
    ['onStep', { callbacks: [{ onStep: fails }] }],
    ['onEpoch', { callbacks: [{ onEpoch: fails }] }],
    ['onEnd', { callbacks: [{ onEnd: fails }] }],
    ['both a step and its end', { callbacks: [{ onStep: fails, onEnd: failsLater }] }],
  ] as readonly (readonly [string, Partial<FitOptions>])[])(
    '%s: it reaches the caller, every callback that was started is told, and nothing is left behind',
    async (_, options) => {
      const model = net();
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      const base = { ...settings, optimizer, steps: 2, accumulate: 2 };
      await fit(model, base);
      const before = memory().reference;
      let ended = 0;
      const watch: Callback = { onEnd: () => void ended++ };
      const callbacks = [watch, ...(options.callbacks ?? []), watch];
      await expect(fit(model, { ...base, ...options, callbacks })).rejects.toBe(failure);
      expect(ended).toBe(options.callbacks?.some((callback) => 'onStart' in callback) === true ? 1 : 2);
      expect(memory().reference).toEqual(before);
      // The model is free for another run.
      expect((await fit(model, base)).losses).toHaveLength(2);
    },
  );

  it('evaluate leaves modes and memory as they were', async () => {
    const model = net();
    const before = memory().reference;
    await expect(evaluate(model, { data, loss: fails })).rejects.toBe(failure);
    expect(model.training).toBe(true);
    expect(memory().reference).toEqual(before);
  });
});

describe('modes and states', () => {
  it('a part that was put into evaluation mode alone stays there: a frozen batch norm', async () => {
    const norm = new BatchNorm1d(2);
    const model = new Sequential(norm, net());
    norm.requireGrad(false).eval();
    const mean = norm.runningMean!.toArray();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    await fit(model, { ...settings, optimizer, epochs: 2, validation: data });
    expect([norm.training, model.training]).toEqual([false, true]);
    expect(norm.runningMean!.toArray()).toEqual(mean);
    model.eval();
    await fit(model, { ...settings, optimizer, steps: 1 });
    expect(norm.training).toBe(true);
    expect(norm.runningMean!.toArray()).not.toEqual(mean);
  });

  it('two evaluations at once put back the mode that was before both', async () => {
    const model = net();
    const [a, b] = await Promise.all([
      evaluate(model, { data, loss: crossEntropy, batchSize: 100 }),
      evaluate(model, { data, loss: crossEntropy, batchSize: 100 }),
    ]);
    expect(a).toEqual(b);
    expect(model.training).toBe(true);
  });

  it('evaluate starts recurrent layers from zeros, with any batch size, and puts back what they carried', async () => {
    const rnn = new RNN(2, 3, { stateful: true });
    const series = new ArrayDataset([[[1, 2]], [[3, 4]], [[5, 6]]], [[[0, 0, 0]], [[0, 0, 0]], [[0, 0, 0]]]);
    rnn.forward(ones([7, 1, 2]));
    const carried = rnn.state!.toArray();
    const measured = await evaluate(rnn, { data: series, loss: mse });
    expect(rnn.state!.toArray()).toEqual(carried);
    expect(await evaluate(rnn, { data: series, loss: mse })).toEqual(measured);
    const loader = new SeqDataLoader(
      new ArrayDataset(
        [
          [1, 2],
          [3, 4],
          [5, 6],
          [7, 8],
        ],
        [
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
          [0, 0, 0],
        ],
      ),
      { batchSize: 2, timeSize: 1 },
    );
    const first = await evaluate(rnn, { data: loader, loss: mse });
    expect(loader.getState()).toEqual({ epoch: 0, position: 0, time: 0 });
    expect(await evaluate(rnn, { data: loader, loss: mse })).toEqual(first);
  });
});

describe('two runs', () => {
  it('over one model, optimizer or loader are refused, and the first goes on', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    const message =
      'fit: another run is going on over this model, optimizer or loader. Await it first; a loop over training() that is left must be left by break, or ended by return().';
    const first = fit(model, { ...settings, optimizer, steps: 5 });
    await expect(fit(model, { ...settings, optimizer, steps: 5 })).rejects.toThrow(message);
    expect((await first).losses).toHaveLength(5);
    const loader = new DataLoader(data, { batchSize: 30 });
    const [a, b] = [net(), net()];
    const over = (one: Sequential): Promise<unknown> =>
      fit(one, { data: loader, loss: crossEntropy, optimizer: new SGD(one.parameters()), steps: 3 });
    const running = over(a);
    await expect(over(b)).rejects.toThrow(message);
    await running;
    await over(b);
  });
});

describe('sizes', () => {
  it('one sample, and batches larger than the data', async () => {
    const model = net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    const one = new ArrayDataset([[1, 2]], Int32Array.of(1));
    expect((await fit(model, { data: one, loss: crossEntropy, optimizer, epochs: 3, metrics: [accuracy] })).losses).toHaveLength(3);
    expect((await fit(model, { ...settings, optimizer, batchSize: 1000, epochs: 2 })).losses).toHaveLength(2);
  });
});

describe('a bad option is refused by name, before anything is trained', () => {
  class Nothing extends Module {
    override forward(x: Tensor): Tensor {
      return x;
    }
  }
  const model = net();
  const optimizer = new SGD(model.parameters());
  const loader = new DataLoader(data, { batchSize: 10 });
  const rows = (output: Tensor): Tensor => output.sum(1);

  it.each([
    [{ loss: undefined }, 'fit: loss must be a function of output and target: loss undefined. Pass crossEntropy or mse.'],
    [{ loss: () => 3 }, 'fit: the loss of a batch is no scalar tensor: it returned number. Take the mean over the batch.'],
    [{ loss: rows }, 'fit: the loss of a batch is no scalar tensor: it returned [30]. Take the mean over the batch.'],
    [{ optimizer: 'sgd' }, 'fit: optimizer must be an Optimizer: optimizer string. Write new SGD(model.parameters()).'],
    [
      { optimizer: new SGD(net().parameters()) },
      'fit: the optimizer moves nothing of the model: optimizer 4 parameters, model 4, none in both. Make it with model.parameters().',
    ],
    [{ epochs: NaN }, 'fit: epochs must be a whole number from 1: epochs NaN. Leave it out for the default.'],
    [{ steps: 0 }, 'fit: steps must be a whole number from 1: steps 0. Leave it out for the default.'],
    [{ accumulate: -1 }, 'fit: accumulate must be a whole number from 1: accumulate -1. Leave it out for the default.'],
    [
      { epoch: 3 },
      "fit: there is no option 'epoch'. It has data, validation, loss, optimizer, batchSize, shuffle, replacement, seed, generator, epochs, steps, metrics, callbacks, accumulate, onNonFinite, resume.",
    ],
    [
      { callbacks: [() => 1] },
      'fit: callbacks must be objects with onStart, onStep, onEpoch or onEnd: callback 0 function. Call what makes one: progressBar().',
    ],
    [{ callbacks: {} }, 'fit: callbacks must be a list: callbacks Object. Write callbacks: [progressBar()].'],
    [
      { metrics: ['f1'] },
      'fit: metrics must be functions of output and target, or have update, result and reset: metric 0 string. Write metrics: [accuracy, f1(3)].',
    ],
    [
      { metrics: [accuracy, accuracy] },
      "fit: two metrics have one name: metric 1 'accuracy'. Leave one out, or rename it: { ...metric, name: 'mine' }.",
    ],
    [{ metrics: [(output: Tensor) => output.mean()] }, 'fit: a metric has no name: metric 0. Write it as a named function.'],
    [{ metrics: [rows] }, 'rows: the metric of a batch is no scalar tensor: it returned [30]. Take the mean over the batch.'],
    [
      { onNonFinite: 'ignore' },
      "fit: onNonFinite must be 'throw', 'stop', 'skip' or 'restore': onNonFinite 'ignore'. Leave it out for 'throw'.",
    ],
    [
      { resume: 'run.safetensors' },
      "fit: resume must be where another run was: resume 'run.safetensors'. Pass what loadCheckpoint returned.",
    ],
    [{ validation: { length: 0, get: () => null } }, 'fit: validation is empty: length 0. Give at least one sample.'],
    [{ data: loader }, 'fit: batchSize is for a dataset, and data is a loader: batchSize 30. Set it in the loader.'],
  ] as readonly (readonly [object, string])[])('%j', async (options, message) => {
    const before = model.parameters().map((parameter) => parameter.toArray());
    const given = { ...settings, optimizer, steps: 1, ...options } as FitOptions;
    await expect(fit(model, given)).rejects.toThrow(message);
    expect(model.parameters().map((parameter) => parameter.toArray())).toEqual(before);
  });

  it('a model that is none, or has nothing to learn', async () => {
    const function_ = ((x: Tensor) => x) as unknown;
    await expect(fit(function_ as Layer, { ...settings, optimizer })).rejects.toThrow(
      'fit: model must be a Module: model function. Pass new Sequential(...) or a class that extends Module.',
    );
    await expect(fit(new Nothing(), { ...settings, optimizer })).rejects.toThrow(
      'fit: the optimizer moves nothing of the model: optimizer 4 parameters, model 0, none in both. Make it with model.parameters().',
    );
  });

  it('a checkpoint of another model', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'megagrad-other-'));
    const file = join(folder, 'run.safetensors');
    await fit(model, { ...settings, optimizer, steps: 1, callbacks: [checkpoint(file, { every: 1 })] });
    const other = new Sequential(new Linear(2, 3));
    const before = other.parameters().map((parameter) => parameter.toArray());
    await expect(loadCheckpoint(file, { model: other, optimizer: new SGD(other.parameters()) })).rejects.toThrow(
      'misshaped: 0.weight: module [2,3], state [2,10]; 0.bias: module [3], state [10].',
    );
    expect(other.parameters().map((parameter) => parameter.toArray())).toEqual(before);
    rmSync(folder, { recursive: true });
  });
});
