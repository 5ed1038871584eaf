import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, Generator } from 'megagrad';
import { readCsv, spiral } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, csvLog, fit, jsonLines, tensorBoard, type Callback, type History, type Metric, type RunState } from 'megagrad/train';
import { afterAll, describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../python.ts';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-loggers-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** 2 epochs of 3 steps. */
async function run(...callbacks: Callback[]): Promise<History> {
  const model = new Linear(2, 3, { generator: new Generator(0) });
  return fit(model, {
    data: spiral().train,
    loss: crossEntropy,
    optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
    batchSize: 100,
    seed: 0,
    epochs: 2,
    metrics: [accuracy],
    callbacks,
  });
}

describe('csvLog', () => {
  it('writes a row per epoch, with every number to its last digit', async () => {
    const file = join(folder, 'run.csv');
    const { epochs } = await run(csvLog(file));
    const rows = epochs.map(({ epoch, step, seconds, values }) => [epoch, step, seconds, values['loss'], values['accuracy']].join(','));
    expect(readFileSync(file, 'utf8')).toBe(`epoch,step,seconds,loss,accuracy\n${rows.join('\n')}\n`);
  });
});

describe('loggers of a resumed run', () => {
  it('csvLog keeps the rows of before, and quotes what would break a row', async () => {
    const file = join(folder, 'resumed.csv');
    const model = new Linear(2, 3, { generator: new Generator(0) });
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    const named: Metric = { name: 'a, "b"', update: () => Promise.resolve(), result: () => 0.5, reset: () => undefined };
    const settings = { data: spiral().train, loss: crossEntropy, optimizer, batchSize: 100, seed: 0, metrics: [named] };
    let resume: RunState | undefined;
    await fit(model, {
      ...settings,
      epochs: 2,
      callbacks: [csvLog(file), { onEpoch: (_, context) => void (resume = context.getState()) }],
    });
    await fit(model, { ...settings, epochs: 3, callbacks: [csvLog(file)], resume: resume! });
    const table = readCsv(readFileSync(file), { columns: ['epoch', 'step', 'seconds', 'loss', 'a, "b"'] });
    expect(table.length).toBe(3);
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe('epoch,step,seconds,loss,"a, ""b"""');
  });

  it('are asked for what makes sense', () => {
    for (const [name, make] of Object.entries({ jsonLines, tensorBoard })) {
      expect(() => make(join(folder, 'none'), { every: 0 })).toThrow(
        `${name}: every must be a whole number of steps from 1: every 0. Leave it out for the default.`,
      );
    }
  });
});

describe('jsonLines', () => {
  it('writes an object per step and per epoch, and goes on in a file that is there', async () => {
    const file = join(folder, 'run.jsonl');
    const { losses, epochs } = await run(jsonLines(file));
    const read = (): unknown[] =>
      readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
    const step = (index: number): unknown => ({ kind: 'step', step: index + 1, epoch: index < 3 ? 1 : 2, loss: losses[index] });
    const [first, second] = epochs.map((epoch) => ({ kind: 'epoch', ...epoch }));
    expect(read()).toEqual([step(0), step(1), step(2), first, step(3), step(4), step(5), second]);
    await run(jsonLines(file, { every: 3 }));
    expect(read().slice(8)).toMatchObject([{ step: 3 }, { kind: 'epoch' }, { step: 6 }, { kind: 'epoch' }]);
  });

  it('writes the steps of an epoch that was stopped', async () => {
    const file = join(folder, 'stopped.jsonl');
    await run(jsonLines(file), { onStep: ({ step }, context) => void (step === 2 && context.stop()) });
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });
});

const python = pythonWith('tensorboard');

/** Every record of a folder of event files, as TensorBoard reads them. */
const readEvents = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
events.Reload()
print(json.dumps({tag: [[e.step, e.value, e.wall_time] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`;

describe('tensorBoard', () => {
  it('writes one event file in the folder', async () => {
    const logs = join(folder, 'one');
    await run(tensorBoard(logs));
    const names = readdirSync(logs);
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^events\.out\.tfevents\.\d+\./);
  });

  it.runIf(python !== undefined)('writes what TensorBoard reads: losses by step, the numbers of epochs', async () => {
    const logs = join(folder, 'read');
    const log = tensorBoard(logs);
    const { losses, epochs } = await run(log, { onStep: ({ step }) => log.scalar('rate', 1 / step, step) });
    const tags = JSON.parse(runPython(python!, readEvents, logs)) as Record<string, [number, number, number][]>;
    expect(Object.keys(tags).toSorted()).toEqual(['epoch/accuracy', 'epoch/loss', 'loss', 'rate']);
    const read = (tag: string): number[][] => tags[tag]!.map(([step, value]) => [step, value]);
    // Event files hold float32.
    expect(read('loss')).toEqual(losses.map((loss, i) => [i + 1, Math.fround(loss)]));
    expect(read('rate')).toEqual(losses.map((_, i) => [i + 1, Math.fround(1 / (i + 1))]));
    for (const name of ['loss', 'accuracy']) {
      expect(read(`epoch/${name}`)).toEqual(epochs.map(({ step, values }) => [step, Math.fround(values[name]!)]));
    }
    const times = tags['loss']!.map(([, , time]) => time);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(Math.abs(times[0]! - Date.now() / 1000)).toBeLessThan(3600);
  });
});
