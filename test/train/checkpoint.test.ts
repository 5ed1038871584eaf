import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, DataFormatError, device, Generator, random, type DeviceName } from 'megagrad';
import { spiral } from 'megagrad/data';
import { Linear, Sequential, Tanh } from 'megagrad/nn';
import { Adam, cosineDecay, Schedule } from 'megagrad/optim';
import { checkpoint, fit, loadCheckpoint, saveWeights, type Callback, type FitOptions } from 'megagrad/train';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

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

  it('is whole whenever the process that writes it is killed', async () => {
    const killed = join(folder, 'killed.safetensors');
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
      const { model, optimizer } = parts();
      expect((await loadCheckpoint(killed, { model, optimizer })).history.losses.length).toBeGreaterThan(0);
    }
  });
});
