import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  crossEntropy,
  DataFormatError,
  device,
  Generator,
  MegagradError,
  memory,
  random,
  zeros,
  type DeviceName,
  type Tensor,
} from 'megagrad';
import { DataLoader, readSafetensors, spiral, writeSafetensors } from 'megagrad/data';
import { Linear, Sequential, Tanh } from 'megagrad/nn';
import { Adam, cosineDecay, EMA, LBFGS, Schedule, SGD } from 'megagrad/optim';
import {
  checkpoint,
  earlyStopping,
  fit,
  loadCheckpoint,
  saveCheckpoint,
  saveWeights,
  training,
  type Callback,
  type FitOptions,
  type History,
  type RunState,
  type Stateful,
} from 'megagrad/train';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { longRun, type LongRun } from './long-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-checkpoint-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => void (await device.use('reference')));

const file = join(folder, 'run.safetensors');
const data = spiral().train;

function parts(): { model: Sequential; optimizer: Adam; settings: Omit<FitOptions, 'optimizer'> } {
  const generator = new Generator(1);
  const model = new Sequential(new Linear(2, 10, { generator }), new Tanh(), new Linear(10, 3, { generator }));
  return {
    model,
    optimizer: new Adam(model.parameters(), { learningRate: 0.01 }),
    settings: { data, loss: crossEntropy, batchSize: 30, seed: 5, epochs: 3 },
  };
}

/** The place of a run that took one step. */
async function runOf(model: Sequential, optimizer: Adam): Promise<RunState> {
  let state: RunState | undefined;
  await fit(model, {
    data,
    loss: crossEntropy,
    batchSize: 30,
    seed: 5,
    optimizer,
    steps: 1,
    callbacks: [{ onStep: (_, context) => void (state = context.getState()) }],
  });
  return state!;
}

/** Puts something else at a random place of a tree. */
function spoil(words: unknown, generator: Generator): void {
  const places: [container: object, name: string][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, item] of Object.entries(value)) {
      // Not each of the words of a generator.
      if (!Array.isArray(value) || Number(name) < 3) places.push([value, name]);
      visit(item);
    }
  };
  visit(words);
  const [container, name] = places[generator.randint(0, places.length)]!;
  const others: readonly unknown[] = [null, 'x', -1, 1.5, 1e9, true, [], {}, { $: 'tensor', name: 'none', dtype: 'float32' }, [[]]];
  const chosen = generator.randint(0, others.length + 1);
  if (chosen === others.length) Reflect.deleteProperty(container, name);
  else Reflect.set(container, name, others[chosen]);
}

const bytesOf = (model: Sequential): unknown[] => model.parameters().map((parameter) => parameter.dataSync());

describe.each(['reference', 'wasm'] as DeviceName[])('a resumed run on %s', (name) => {
  // 10 steps an epoch: 7 and 17 are in the middle of one, 20 at the end.
  it.each([7, 17, 20])('ends with the same bytes as one that never stopped, resumed after step %i', async (at) => {
    await device.use(name);
    random.seed(3);
    const whole = parts();
    const { losses } = await fit(whole.model, { ...whole.settings, optimizer: whole.optimizer });

    random.seed(3);
    const first = parts();
    const stop: Callback = { onStep: ({ step }, context) => void (step === at && context.stop()) };
    await fit(first.model, { ...first.settings, optimizer: first.optimizer, callbacks: [checkpoint(file, { every: at }), stop] });

    random.seed(99);
    const second = parts();
    const resume = await loadCheckpoint(file, second);
    const history = await fit(second.model, { ...second.settings, optimizer: second.optimizer, resume });
    expect(history.losses).toEqual(losses);
    expect(history.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
  });
});

/** All numbers that a run leaves behind. */
function everythingOf({ model, optimizer, ema }: LongRun): unknown {
  const numbers = (tensors: Readonly<Record<string, Tensor>>): unknown =>
    Object.entries(tensors).map(([name, each]) => [name, each.dataSync()]);
  const { tensors, rest } = optimizer.getState();
  return [model.stateDict(), tensors, ema.getState().tensors, { h: model.lstm.state![0], c: model.lstm.state![1] }]
    .map(numbers)
    .concat(rest);
}

/** A history without the seconds, which differ from run to run. */
function historyOf({ losses, epochs }: History): unknown {
  return [losses, epochs.map(({ epoch, step, values }) => ({ epoch, step, values }))];
}

describe.each(['reference', 'wasm'] as DeviceName[])('averages, a recurrent state, a schedule and metrics on %s', (name) => {
  async function started(every?: number): Promise<LongRun> {
    await device.use(name);
    random.seed(3);
    return longRun(file, every);
  }

  // 10 steps an epoch; undefined: one checkpoint at each epoch's end.
  it.each([
    [7, 7],
    [13, 14],
    [10, 10],
    [undefined, 10],
    [undefined, 24],
  ])('go on where they were: a checkpoint every %s steps, stopped after %i', async (every, stop) => {
    const whole = await started(every);
    const history = await fit(whole.model, { ...whole.settings, steps: 35 });

    const first = await started(every);
    await fit(first.model, { ...first.settings, steps: stop });

    const second = await started(every);
    random.seed(99);
    const resume = await loadCheckpoint(file, second);
    const resumed = await fit(second.model, { ...second.settings, steps: 35, resume });
    expect(historyOf(resumed)).toEqual(historyOf(history));
    expect(everythingOf(second)).toEqual(everythingOf(whole));
  });
});

describe('a run that is stopped', () => {
  it('while L-BFGS drives it goes on with the same bytes', async () => {
    const start = (): ReturnType<typeof parts> & { updates: LBFGS; run: FitOptions } => {
      const made = parts();
      const updates = new LBFGS(made.model.parameters(), { lineSearch: 'strongWolfe', iterations: 4, history: 3 });
      const options = { ...made.settings, batchSize: 300, optimizer: updates, callbacks: [checkpoint(file)] };
      return { ...made, updates, run: options };
    };
    const whole = start();
    const { losses } = await fit(whole.model, { ...whole.run, epochs: 4 });
    const first = start();
    await fit(first.model, { ...first.run, epochs: 2 });
    const second = start();
    const resume = await loadCheckpoint(file, { model: second.model, optimizer: second.updates });
    expect((await fit(second.model, { ...second.run, epochs: 4, resume })).losses).toEqual(losses);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
  });

  it('by an epoch that is over goes on with the next one', async () => {
    const first = parts();
    await fit(first.model, { ...first.settings, optimizer: first.optimizer, epochs: 2, callbacks: [checkpoint(file)] });
    const second = parts();
    const resume = await loadCheckpoint(file, second);
    expect(resume!.epoch).toBe(3);
    const { losses, epochs } = await fit(second.model, { ...second.settings, optimizer: second.optimizer, resume });
    expect(losses).toHaveLength(30);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  it.each(['by leaving its loop', 'by its steps', 'by a callback'])('%s says at the end where it was', async (how) => {
    const { model, optimizer, settings } = parts();
    let left: RunState | undefined;
    const watch: Callback = {
      onStep: ({ step }, context) => void (how === 'by a callback' && step === 14 && context.stop()),
      onEnd: (context) => void (left = context.getState()),
    };
    const limit = how === 'by its steps' ? { steps: 14 } : {};
    for await (const event of training(model, { ...settings, ...limit, optimizer, callbacks: [watch] }))
      if (how === 'by leaving its loop' && event.kind === 'step' && event.step === 14) break;
    expect(left).toMatchObject({ epoch: 2, epochStart: 10, loader: { position: 4 }, history: { epochs: [{ epoch: 1 }] } });
    expect(left!.history.losses).toHaveLength(14);
    expect(left!.history.epochs).toHaveLength(1);
  });

  it('by nothing but its end says that the next epoch comes', async () => {
    const { model, optimizer, settings } = parts();
    let left: RunState | undefined;
    await fit(model, { ...settings, optimizer, callbacks: [{ onEnd: (context) => void (left = context.getState()) }] });
    expect(left).toMatchObject({ epoch: 4, loader: { position: 0 } });
  });

  it('keeps the best weights and the patience of early stopping', async () => {
    // The loss falls: where more is better, the first epoch stays the best.
    const start = (epochs: number): ReturnType<typeof parts> & { others: { stopping: Stateful }; run: FitOptions } => {
      const made = parts();
      const stopping = earlyStopping({ monitor: 'loss', mode: 'max', patience: 3 });
      const others = { stopping };
      return {
        ...made,
        others,
        run: { ...made.settings, optimizer: made.optimizer, epochs, callbacks: [stopping, checkpoint(file, { others })] },
      };
    };
    const whole = start(9);
    const { epochs } = await fit(whole.model, whole.run);
    expect(epochs).toHaveLength(4);
    const first = start(2);
    await fit(first.model, first.run);
    const second = start(9);
    const resume = await loadCheckpoint(file, second);
    expect((await fit(second.model, { ...second.run, resume })).epochs).toHaveLength(4);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
    const third = start(9);
    await expect(fit(third.model, { ...third.run, resume })).rejects.toThrow(
      'earlyStopping: the best weights of before are not here: the run goes on after epoch 2. Put this callback into the others of checkpoint and of loadCheckpoint, or pass restoreBest: false.',
    );
  });

  it('goes back, when a loss is NaN, to what it was before the epoch that it was stopped in', async () => {
    const start = (): ReturnType<typeof parts> & { run: FitOptions } => {
      const made = parts();
      let step = 0;
      const poisoned = (output: Tensor, target: Tensor): Tensor => crossEntropy(output, target).mul(++step === 15 ? NaN : 1);
      const count: Callback = { onStart: ({ history }) => void (step = history.losses.length) };
      const options = { ...made.settings, optimizer: made.optimizer, loss: poisoned, onNonFinite: 'restore' } as const;
      return { ...made, run: { ...options, callbacks: [count, checkpoint(file, { every: 12 })] } };
    };
    const whole = start();
    const { losses } = await fit(whole.model, { ...whole.run, epochs: 2 });
    expect(losses[14]).toBeNaN();
    const first = start();
    await fit(first.model, { ...first.run, steps: 13 });
    const second = start();
    const resume = await loadCheckpoint(file, second);
    const resumed = await fit(second.model, { ...second.run, epochs: 2, resume });
    expect(resumed.losses).toEqual(losses);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
    // A NaN among the losses stays one in the file.
    await fit(whole.model, { ...whole.run, epochs: 2, callbacks: [checkpoint(file)] });
    expect((await loadCheckpoint(file, whole))!.history.losses.filter(Number.isNaN)).toHaveLength(0);
    const nan = start();
    await fit(nan.model, { ...nan.run, epochs: 2, callbacks: [checkpoint(file)] });
    expect((await loadCheckpoint(file, nan))!.history.losses.findIndex(Number.isNaN)).toBe(14);
  });
});

describe('a loop by hand', () => {
  class Progress implements Stateful {
    epoch = 0;
    getState(): unknown {
      return { epoch: this.epoch };
    }
    setState({ epoch }: { readonly epoch: number }): void {
      this.epoch = epoch;
    }
  }
  const start = () => {
    const { model, optimizer } = parts();
    const schedule = new Schedule(optimizer, cosineDecay({ steps: 40 }));
    const ema = new EMA(model.parameters(), { decay: 0.9 });
    const loader = new DataLoader(data, { batchSize: 30, shuffle: true, seed: 5 });
    return { model, optimizer, others: { schedule, ema, loader, progress: new Progress() } };
  };
  const train = async ({ model, optimizer, others }: ReturnType<typeof start>, epochs: number): Promise<void> => {
    const { schedule, ema, loader, progress } = others;
    for (; progress.epoch < epochs; progress.epoch++) {
      for await (const { x, y } of loader) {
        const loss = crossEntropy(model.forward(x), y);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        schedule.step();
        ema.update();
      }
    }
  };

  it('saves what it has and goes on with the same bytes', async () => {
    const whole = start();
    await train(whole, 4);
    const first = start();
    await train(first, 2);
    await saveCheckpoint(file, first);
    const second = start();
    expect(await loadCheckpoint(file, second)).toBeNull();
    expect(second.others.progress.epoch).toBe(2);
    await train(second, 4);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
    expect(second.others.ema.averages.map((average) => average.toArray())).toEqual(
      whole.others.ema.averages.map((average) => average.toArray()),
    );
  });

  it('may save a model without an optimizer, and leave a saved one in the file', async () => {
    const { model, optimizer } = start();
    const other = () => new Sequential(new Linear(2, 10), new Tanh(), new Linear(10, 3));
    await saveCheckpoint(file, { model });
    const copy = other();
    await loadCheckpoint(file, { model: copy });
    expect(bytesOf(copy)).toEqual(bytesOf(model));
    await expect(loadCheckpoint(file, { model, optimizer })).rejects.toThrow(
      `loadCheckpoint: the checkpoint has no state of an optimizer: file '${file}'.`,
    );
    await saveCheckpoint(file, { model, optimizer });
    await expect(loadCheckpoint(file, { model: copy })).rejects.toThrow(
      `loadCheckpoint: nobody takes the state of the optimizer: file '${file}'. Pass optimizer, or optimizer: null to go on without.`,
    );
    const last = other();
    await loadCheckpoint(file, { model: last, optimizer: null });
    expect(bytesOf(last)).toEqual(bytesOf(model));
  });

  it('gives fit no place to resume: it begins with the first step, from what was loaded', async () => {
    const first = start();
    await saveCheckpoint(file, { model: first.model, optimizer: first.optimizer });
    const { model, optimizer, settings } = parts();
    const resume = await loadCheckpoint(file, { model, optimizer });
    expect((await fit(model, { ...settings, optimizer, epochs: 1, resume })).losses).toHaveLength(10);
  });
});

describe('a checkpoint of format 1', () => {
  // Written by the version before format 2, on reference: `parts` with random.seed(3) and a schedule, 7 of 30 steps.
  const old = join(import.meta.dirname, 'format-1.safetensors');
  const start = (): ReturnType<typeof parts> & { others: { schedule: Schedule }; run: FitOptions } => {
    random.seed(3);
    const made = parts();
    const schedule = new Schedule(made.optimizer, cosineDecay({ steps: 30 }));
    const anneal: Callback = { onStep: () => schedule.step() };
    return { ...made, others: { schedule }, run: { ...made.settings, optimizer: made.optimizer, callbacks: [anneal] } };
  };

  it('still loads, and the run ends with the same bytes', async () => {
    const whole = start();
    const { losses } = await fit(whole.model, whole.run);
    const second = start();
    const resume = await loadCheckpoint(old, second);
    expect(resume!.history.losses).toEqual(losses.slice(0, 7));
    expect((await fit(second.model, { ...second.run, resume })).losses).toEqual(losses);
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
  });

  it('noted the end of an epoch as its beginning: that is put right', async () => {
    const { arrays, metadata } = await readSafetensors(readFileSync(old));
    const words = JSON.parse(metadata['megagrad']!) as { run: { history: { epochs: unknown[] }; loader: { position: number } } };
    words.run.history.epochs = [{ epoch: 1, step: 7, seconds: 1, values: { loss: 1 } }];
    words.run.loader.position = 0;
    const ended = join(folder, 'ended.safetensors');
    writeFileSync(ended, await writeSafetensors(arrays, { metadata: { megagrad: JSON.stringify(words) } }));
    expect((await loadCheckpoint(ended, start()))!.epoch).toBe(2);
  });
});

describe('a checkpoint', () => {
  it('takes schedules and generators along', async () => {
    const start = (): ReturnType<typeof parts> & { others: { schedule: Schedule; generator: Generator }; callbacks: Callback[] } => {
      const made = parts();
      const others = { schedule: new Schedule(made.optimizer, cosineDecay({ steps: 30 })), generator: new Generator(7) };
      const draw: Callback = { onStep: () => void others.generator.randint(0, 10) };
      const anneal: Callback = { onStep: () => others.schedule.step() };
      return { ...made, others, callbacks: [draw, anneal, checkpoint(file, { every: 7, others })] };
    };
    const [whole, first, second] = [start(), start(), start()];
    await fit(whole.model, { ...whole.settings, optimizer: whole.optimizer, callbacks: whole.callbacks.slice(0, 2) });
    await fit(first.model, { ...first.settings, optimizer: first.optimizer, callbacks: first.callbacks, steps: 9 });
    const resume = await loadCheckpoint(file, second);
    expect(second.others.schedule.steps).toBe(7);
    expect(second.optimizer.groups[0]!.learningRate).toBeCloseTo(0.005 * (1 + Math.cos((7 / 30) * Math.PI)), 15);
    await fit(second.model, { ...second.settings, optimizer: second.optimizer, callbacks: second.callbacks, resume });
    expect(bytesOf(second.model)).toEqual(bytesOf(whole.model));
    expect(second.others.generator.getState()).toEqual(whole.others.generator.getState());
  });

  it('names what it lacks', async () => {
    const { model, optimizer, settings } = parts();
    await fit(model, { ...settings, optimizer, steps: 1, callbacks: [checkpoint(file)] });
    await expect(loadCheckpoint(file, { model, optimizer, others: { noise: new Generator(0) } })).rejects.toThrow(
      `loadCheckpoint: the checkpoint has no state of noise: file '${file}'.`,
    );
    const none = join(folder, 'none.safetensors');
    await expect(loadCheckpoint(none, { model, optimizer })).rejects.toThrow(`loadCheckpoint: there is no such file: file '${none}'.`);
    const other = new Sequential(new Linear(2, 4));
    await expect(loadCheckpoint(file, { model: other, optimizer: new Adam(other.parameters()) })).rejects.toThrow(
      'loadStateDict: the state does not fit Sequential: unexpected: 2.weight, 2.bias. misshaped: 0.weight: module [2,4], state [2,10]; 0.bias: module [4], state [10]. Load a matching state, or pass strict: false for names.',
    );
  });

  it('names what nobody takes, unless that is meant', async () => {
    const { model, optimizer, settings } = parts();
    const ema = new EMA(model.parameters());
    await fit(model, { ...settings, optimizer, steps: 1, callbacks: [checkpoint(file, { others: { ema } })] });
    await expect(loadCheckpoint(file, { model, optimizer })).rejects.toThrow(
      `loadCheckpoint: nobody takes the state of ema: file '${file}'. Pass it in others, or others: { ema: null } to go on without.`,
    );
    expect((await loadCheckpoint(file, { model, optimizer, others: { ema: null } }))!.history.losses).toHaveLength(1);
  });

  it('changes nothing unless all of it fits', async () => {
    const { model, optimizer, settings } = parts();
    const schedule = new Schedule(optimizer, cosineDecay({ steps: 10 }));
    await fit(model, {
      ...settings,
      optimizer,
      steps: 3,
      callbacks: [{ onStep: () => schedule.step() }, checkpoint(file, { every: 3, others: { schedule } })],
    });
    const other = parts();
    const others = { schedule: new Schedule(new Adam(other.model.parameters(), { learningRate: 1 }), cosineDecay({ steps: 10 })) };
    other.model.parameters()[0]!.assign(other.model.parameters()[0]!.mul(2));
    const before = [bytesOf(other.model), others.schedule.getState(), random.getState()];
    await expect(loadCheckpoint(file, { model: other.model, optimizer: new SGD(other.model.parameters()), others })).rejects.toThrow(
      'SGD.setState: the state does not fit the parameters: kind: SGD here, Adam in the state.',
    );
    expect([bytesOf(other.model), others.schedule.getState(), random.getState()]).toEqual(before);
    const angry: Stateful = { getState: () => ({ a: 1 }), setState: () => JSON.parse('{') as never };
    await saveCheckpoint(file, { model, optimizer, others: { angry } }, await runOf(model, optimizer));
    await expect(loadCheckpoint(file, { model: other.model, optimizer: other.optimizer, others: { angry } })).rejects.toThrow(
      `loadCheckpoint: the state of others.angry was not taken: file ${file}, offset 8, SyntaxError:`,
    );
    expect(bytesOf(other.model)).toEqual(before[0]);
  });

  it('names what no file can hold', async () => {
    const { model, optimizer } = parts();
    const run = await runOf(model, optimizer);
    for (const [state, kind] of [
      [new Map(), 'a Map'],
      [() => 1, 'function'],
      [undefined, 'undefined'],
      [1n, 'bigint'],
    ] as const) {
      const others = { strange: { getState: () => ({ deep: [state] }), setState: () => undefined } };
      await expect(saveCheckpoint(file, { model, optimizer, others }, run)).rejects.toThrow(
        `saveCheckpoint: a state is made of tensors, numbers, texts, booleans and null, in arrays and plain objects: others.strange.deep.0 is ${kind}. Let getState() return such.`,
      );
    }
    expect(() => checkpoint(file, { every: 0 })).toThrow(
      'checkpoint: every must be a whole number of steps from 1: every 0. Leave it out for the default.',
    );
  });

  it('leaves no tensor behind, neither saved nor loaded', async () => {
    await device.use('wasm');
    const run = longRun(file, 2);
    await fit(run.model, { ...run.settings, steps: 4 });
    await loadCheckpoint(file, run);
    const before = memory().wasm;
    await fit(run.model, { ...run.settings, steps: 4, resume: await loadCheckpoint(file, run) });
    await loadCheckpoint(file, run);
    expect(memory().wasm).toEqual(before);
  });

  it('goes on on another device', async () => {
    await device.use('reference');
    const first = longRun(file, 5);
    await fit(first.model, { ...first.settings, steps: 5 });
    await device.use('wasm');
    const second = longRun(file, 5);
    const resume = await loadCheckpoint(file, second);
    expect(second.ema.averages.map((average) => average.device.name)).toEqual(second.ema.averages.map(() => 'wasm'));
    expect((await fit(second.model, { ...second.settings, steps: 7, resume })).losses).toHaveLength(7);
  });

  it('of a newer version is refused', async () => {
    const { model, optimizer } = parts();
    const newer = join(folder, 'newer.safetensors');
    writeFileSync(newer, await writeSafetensors({}, { metadata: { megagrad: '{"format":3}' } }));
    await expect(loadCheckpoint(newer, { model, optimizer })).rejects.toThrow(
      `loadCheckpoint: a newer megagrad wrote this: file ${newer}, format 3, this one reads up to 2. Update megagrad.`,
    );
  });

  it('with words changed behind a right checksum loads, or gives an error of ours and changes nothing', { timeout: 120_000 }, async () => {
    const made = longRun(file, 3);
    await fit(made.model, { ...made.settings, steps: 3 });
    const { arrays, metadata } = await readSafetensors(readFileSync(file));
    const changed = join(folder, 'changed.safetensors');
    const generator = new Generator(0);
    const count = Number(process.env['MEGAGRAD_FUZZ'] ?? 1500) / 10;
    let refused = 0;
    for (let i = 0; i < count; i++) {
      const words: unknown = JSON.parse(metadata['megagrad']!);
      spoil(words, generator);
      writeFileSync(changed, await writeSafetensors(arrays, { metadata: { megagrad: JSON.stringify(words) } }));
      const run = longRun(file, 3);
      run.model.lstm.forward(zeros([4, 6, 2]));
      const before = everythingOf(run);
      let loaded = false;
      try {
        const resume = await loadCheckpoint(changed, run);
        loaded = true;
        await fit(run.model, { ...run.settings, callbacks: [], steps: (resume?.history.losses.length ?? 0) + 1, resume });
      } catch (error) {
        if (!(error instanceof MegagradError)) throw error;
        refused++;
        if (!loaded) expect(everythingOf(run)).toEqual(before);
      }
    }
    expect(refused).toBeGreaterThan(count / 5);
  });

  it('is refused when damaged, and when it is none', async () => {
    const { model, optimizer, settings } = parts();
    await fit(model, { ...settings, optimizer, callbacks: [checkpoint(file)] });
    const bytes = readFileSync(file);
    bytes[200]! ^= 4;
    const damaged = join(folder, 'damaged.safetensors');
    writeFileSync(damaged, bytes);
    await expect(loadCheckpoint(damaged, { model, optimizer })).rejects.toThrow(DataFormatError);
    const weights = join(folder, 'weights.safetensors');
    await saveWeights(model, weights);
    await expect(loadCheckpoint(weights, { model, optimizer })).rejects.toThrow(
      `loadCheckpoint: not a checkpoint: file ${weights}, expected 'megagrad' in its metadata. Use loadWeights for weights alone.`,
    );
  });

  it('is whole whenever the process that writes it is killed, and the run goes on to the same bytes', async () => {
    const killed = join(folder, 'killed.safetensors');
    const elsewhere = join(folder, 'elsewhere.safetensors');
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'write-checkpoints.ts'), killed], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise<void>((resolve) => {
        let seen = 0;
        // After some checkpoints, at another moment each round.
        child.stdout.on('data', () => ++seen === 3 + round && setTimeout(() => child.kill('SIGKILL'), 3 * round));
        child.on('exit', () => resolve());
      });
      random.seed(99);
      const resumed = longRun(elsewhere, 50);
      const resume = await loadCheckpoint(killed, resumed);
      const steps = resume!.history.losses.length + 15;
      await fit(resumed.model, { ...resumed.settings, steps, resume });
      random.seed(3);
      const whole = longRun(elsewhere, 50);
      await fit(whole.model, { ...whole.settings, steps });
      expect(steps).toBeGreaterThan(15);
      expect(everythingOf(resumed)).toEqual(everythingOf(whole));
    }
  });
});
