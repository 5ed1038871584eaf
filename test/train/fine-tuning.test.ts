import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crossEntropy, device, random, type DeviceName } from 'megagrad';
import { spiral } from 'megagrad/data';
import { BatchNorm1d, Linear, Sequential, Tanh } from 'megagrad/nn';
import { Adam, SGD, type Optimizer } from 'megagrad/optim';
import { fit, loadWeights, saveWeights } from 'megagrad/train';
import { afterAll, afterEach, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-fine-tuning-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => void (await device.use('reference')));

const body = (): Sequential => new Sequential(new Linear(2, 8), new BatchNorm1d(8), new Tanh());
const values = (model: Sequential): unknown[] => Object.values(model.stateDict()).map((tensor) => tensor.dataSync().slice());
const settings = { data: spiral().train, loss: crossEntropy, batchSize: 100, seed: 0, epochs: 3 };

describe.each(['reference', 'wasm'] as DeviceName[])('fine-tuning on %s', (name) => {
  it.each<[string, (model: Sequential) => Optimizer]>([
    ['SGD with weight decay', (model) => new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9, weightDecay: 0.1 })],
    ['Adam', (model) => new Adam(model.parameters(), { learningRate: 0.01 })],
  ])('keeps every bit of frozen parameters under %s, and moves the others', async (_, optimizerOf) => {
    await device.use(name);
    random.seed(0);
    const [frozen, head] = [new Linear(2, 8), new Linear(8, 3)];
    const model = new Sequential(frozen, new Tanh(), head);
    frozen.requireGrad(false);
    const [before, headBefore] = [frozen.weight.dataSync().slice(), head.weight.dataSync().slice()];
    await fit(model, { ...settings, optimizer: optimizerOf(model) });
    expect(frozen.weight.dataSync()).toEqual(before);
    expect(frozen.weight.grad).toBeNull();
    expect(head.weight.dataSync()).not.toEqual(headBefore);

    frozen.requireGrad();
    await fit(model, { ...settings, optimizer: optimizerOf(model) });
    expect(frozen.weight.dataSync()).not.toEqual(before);
  });

  it('takes by name what a file has, and leaves the new head as it was', async () => {
    await device.use(name);
    const file = join(folder, `body-${name}.safetensors`);
    const trained = new Sequential(body(), new Linear(8, 3));
    await fit(trained, { ...settings, optimizer: new Adam(trained.parameters()) });
    await saveWeights(trained, file);

    const model = new Sequential(body(), new Sequential(new Linear(8, 4), new Tanh(), new Linear(4, 3)));
    const head = values(model).slice(-4);
    await loadWeights(model, file, { strict: false });
    expect(values(model).slice(0, -4)).toEqual(values(trained).slice(0, -2));
    expect(values(model).slice(-4)).toEqual(head);
  });
});

describe('copying by name', () => {
  it('still refuses another shape under the same name', async () => {
    const file = join(folder, 'wide.safetensors');
    await saveWeights(new Sequential(new Linear(2, 8), new Linear(8, 3)), file);
    await expect(loadWeights(new Sequential(new Linear(2, 8), new Linear(8, 5)), file, { strict: false })).rejects.toThrow(
      'loadStateDict: the state does not fit Sequential: misshaped: 1.weight: module [8,5], state [8,3]; 1.bias: module [5], state [3]. Load a matching state.',
    );
  });
});
