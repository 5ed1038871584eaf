import { range, type Tensor } from 'megagrad';
import { readSafetensors } from 'megagrad/data';
import {
  BatchNorm2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  DepthwiseConv2d,
  Embedding,
  Flatten,
  GRUCell,
  Linear,
  MaxPool2d,
  ReLU,
  Sequential,
} from 'megagrad/nn';
import { exportWeights, importWeights, pytorchMap } from 'megagrad/train';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { output, stateDict } from './pytorch-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-pytorch-'));
afterAll(() => rmSync(folder, { recursive: true }));

function net(): Sequential {
  const pool = new MaxPool2d(2, { stride: 1 });
  return new Sequential(
    new Conv2d(2, 3, 2),
    new BatchNorm2d(3),
    new ReLU(),
    pool,
    new Flatten(),
    new Linear(6, 4),
    new ReLU(),
    new Linear(4, 2),
  );
}

const rows = { '5.weight': [3, 1, 2] } as const;
/** PyTorch's x, as we lay it out. */
const x = (): Tensor => range(48).sin().reshape([2, 2, 3, 4]).transpose([0, 2, 3, 1]);
const file = Uint8Array.from(atob(stateDict), (character) => character.charCodeAt(0));

describe('pytorchMap', () => {
  it('gives the output that PyTorch gives, from the state dict that PyTorch wrote', async () => {
    const model = net();
    const { arrays } = await readSafetensors(file);
    await importWeights(model, arrays, pytorchMap(model, { rows }));
    model.eval();
    // PyTorch computes in float32.
    (model.forward(x()).toArray() as number[][]).forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(output[i]![j]!, 6)),
    );
  });

  it("writes back every number and name, but for PyTorch's count of batches", async () => {
    const model = net();
    const { arrays } = await readSafetensors(file);
    const map = pytorchMap(model, { rows });
    await importWeights(model, arrays, map);
    const back = join(folder, 'back.safetensors');
    await exportWeights(model, back, map);
    const found = (await readSafetensors(readFileSync(back))).arrays;
    expect([...found.keys()].toSorted()).toEqual([...arrays.keys()].filter((name) => !name.endsWith('num_batches_tracked')).toSorted());
    for (const [name, { data, shape }] of found) {
      expect(shape, name).toEqual(arrays.get(name)!.shape);
      expect([...data], name).toEqual([...arrays.get(name)!.data]);
    }
  });

  it('knows the layouts of the other layers', () => {
    const model = new Sequential(new Conv1d(2, 3, 4), new ConvTranspose2d(2, 3, 2), new DepthwiseConv2d(3, 2), new Embedding(5, 2));
    expect(pytorchMap(model)).toEqual({
      '0.weight': { from: '0.weight', permute: [2, 1, 0] },
      '0.bias': '0.bias',
      '1.weight': { from: '1.weight', permute: [2, 3, 1, 0] },
      '1.bias': '1.bias',
      '2.weight': { from: '2.weight', permute: [2, 3, 0, 1] },
      '2.bias': '2.bias',
      '3.weight': '3.weight',
    });
    const alone = new Linear(2, 3);
    expect(pytorchMap(alone, { rows: { weight: [2, 1, 1] } })).toEqual({
      weight: { from: 'weight', permute: [1, 0], rows: [2, 1, 1] },
      bias: 'bias',
    });
  });

  it('says what it does not know', () => {
    expect(() => pytorchMap(new Sequential(new GRUCell(2, 3)))).toThrow(
      'pytorchMap: recurrent cells have other names in PyTorch: 0. Write their entries.',
    );
    expect(() => pytorchMap(net(), { rows: { '0.weight': [1, 1, 1], '5.bias': [1, 1, 1] } })).toThrow(
      'pytorchMap: rows names no weight of a Linear: 0.weight, 5.bias.',
    );
  });
});
