import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArgumentError, DataFormatError, ones, ShapeError } from 'megagrad';
import { readNpz, type HostArray } from 'megagrad/data';
import { Conv2d, Flatten, Linear, Sequential } from 'megagrad/nn';
import { exportWeights, importWeights, loadWeights, saveWeights } from 'megagrad/train';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'megagrad-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));

const values = (model: Sequential): unknown[] => model.namedParameters().map(([name, parameter]) => [name, parameter.toArray()]);
const net = (): Sequential => new Sequential(new Conv2d(2, 3, 2), new Flatten(), new Linear(12, 4));
const x = ones([1, 3, 3, 2]);

describe('saveWeights and loadWeights', () => {
  it.each(['safetensors', 'npz'])('bring every bit back through .%s', async (ending) => {
    const [saved, loaded] = [net(), net()];
    const file = join(folder, `net.${ending}`);
    await saveWeights(saved, file);
    expect(values(loaded)).not.toEqual(values(saved));
    expect(await loadWeights(loaded, file)).toEqual({ missing: [], unexpected: [] });
    expect(values(loaded)).toEqual(values(saved));
  });

  it('change nothing where the file does not fit, and list all that is wrong', async () => {
    const file = join(folder, 'other.safetensors');
    await saveWeights(new Sequential(new Conv2d(2, 3, 3), new Linear(2, 2)), file);
    const model = net();
    const before = values(model);
    await expect(loadWeights(model, file)).rejects.toThrow(ShapeError);
    await expect(loadWeights(model, file)).rejects.toThrow(
      'loadStateDict: the state does not fit Sequential: missing: 2.weight, 2.bias. unexpected: 1.weight, 1.bias. misshaped: 0.weight: module [2,2,2,3], state [3,3,2,3]. Load a matching state, or pass strict: false for names.',
    );
    expect(values(model)).toEqual(before);
  });

  it('see a damaged file, a missing one and an unknown ending', async () => {
    const file = join(folder, 'damaged.safetensors');
    await saveWeights(net(), file);
    const bytes = readFileSync(file);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    await expect(loadWeights(net(), file)).rejects.toThrow(DataFormatError);
    await expect(loadWeights(net(), join(folder, 'none.npz'))).rejects.toThrow(ArgumentError);
    await expect(saveWeights(net(), join(folder, 'net.pkl'))).rejects.toThrow('Use .safetensors or .npz.');
  });
});

describe('importWeights and exportWeights', () => {
  // PyTorch's layout: filters OIHW, Linear [out, in], and a flatten of [C, H, W].
  const map = {
    '0.weight': { from: 'conv.weight', permute: [2, 3, 1, 0] },
    '0.bias': 'conv.bias',
    '2.weight': { from: 'fc.weight', permute: [1, 0], rows: [3, 2, 2] },
    '2.bias': 'fc.bias',
  } as const;

  it('are inverse to each other', async () => {
    const [model, back] = [net(), net()];
    const file = join(folder, 'theirs.npz');
    await exportWeights(model, file, map);
    await importWeights(back, file, map);
    expect(values(back)).toEqual(values(model));
  });

  it('permute filters and the rows of the layer after a flatten as PyTorch lays them out', async () => {
    const model = net();
    const file = join(folder, 'layout.npz');
    await exportWeights(model, file, map);
    const arrays = await readNpz(readFileSync(file));
    const conv = arrays.get('conv.weight')!;
    expect(conv.shape).toEqual([3, 2, 2, 2]);
    const ours = model.parameters()[0]!.toArray() as number[][][][];
    const at = ({ data, shape }: HostArray, ...index: number[]): number =>
      data[index.reduce((flat, i, axis) => flat * shape[axis]! + i, 0)]!;
    expect(at(conv, 2, 1, 0, 1)).toBe(ours[0]![1]![1]![2]);
    // The network in their layout: flatten [C, H, W] of what the convolution gives, times the transposed weight.
    const maps = (model.namedChildren()[0]![1] as Conv2d).forward(x).toArray() as number[][][][];
    const flat = [0, 1, 2].flatMap((c) => [0, 1].flatMap((h) => [0, 1].map((w) => maps[0]![h]![w]![c]!)));
    const [fc, bias] = [arrays.get('fc.weight')!, arrays.get('fc.bias')!];
    const theirs = [0, 1, 2, 3].map((o) => flat.reduce((sum, value, i) => sum + value * at(fc, o, i), bias.data[o]!));
    (model.forward(x).toArray() as number[][])[0]!.forEach((value, i) => expect(theirs[i]).toBeCloseTo(value, 12));
  });

  it('name what the model or the file lacks, and layouts that do not fit', async () => {
    const file = join(folder, 'some.npz');
    await saveWeights(net(), file);
    await expect(importWeights(net(), file, { 'hidden.weight': 'W1' })).rejects.toThrow(
      'importWeights: the model has no hidden.weight. It has 0.weight, 0.bias, 2.weight, 2.bias.',
    );
    await expect(importWeights(net(), file, { '0.weight': 'W1' })).rejects.toThrow(
      'importWeights: the file has no W1. It has 0.weight, 0.bias, 2.weight, 2.bias.',
    );
    await expect(importWeights(net(), file, { '0.weight': { from: '0.weight', permute: [1, 0] } })).rejects.toThrow(
      "importWeights: permute does not order the axes of '0.weight': array [2,2,2,3], permute [1,0]. Name each axis once.",
    );
    await expect(importWeights(net(), file, { '2.weight': { from: '2.weight', rows: [3, 2, 3] } })).rejects.toThrow(
      "importWeights: the rows of '2.weight' are no [3,2,3]: array [12,4], rows 18.",
    );
    await expect(exportWeights(net(), file, { '1.weight': 'W1' })).rejects.toThrow(
      'exportWeights: the model has no 1.weight. It has 0.weight, 0.bias, 2.weight, 2.bias.',
    );
    const none = join(folder, 'none.npz');
    await expect(loadWeights(net(), none)).rejects.toThrow(`loadWeights: there is no such file: file '${none}'.`);
  });
});
