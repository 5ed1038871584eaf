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
  LSTM,
  MaxPool2d,
  ReLU,
  Sequential,
  TransformerEncoderLayer,
} from 'megagrad/nn';
import { exportWeights, importWeights, pytorchMap, type ImportedWeights, type Source } from 'megagrad/train';
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
    for (const [options, named] of [
      [{ bias: 'one' }, "0 has bias 'one'"],
      [{ reset: 'before' }, "0 has reset 'before'"],
    ] as const) {
      expect(() => pytorchMap(new Sequential(new GRUCell(2, 3, options)))).toThrow(
        `pytorchMap: PyTorch has no such GRU: ${named}. Use reset: 'after' with two biases or none.`,
      );
    }
    expect(() => pytorchMap(net(), { rows: { '0.weight': [1, 1, 1], '1.bias': [1, 1, 1] } })).toThrow(
      'pytorchMap: rows names no tensor of a Linear, BatchNorm1d, LayerNorm, RMSNorm: 0.weight, 1.bias. It is for what follows a flatten.',
    );
    expect(() => pytorchMap(net(), { columns: { none: [1, 1, 1] } })).toThrow('pytorchMap: columns names no tensor of a Linear: none.');
  });

  it('knows the sizes of filters before there are any', () => {
    expect(pytorchMap(new DepthwiseConv2d(null, [2, 3], { multiplier: 4 }))['weight']).toEqual({
      from: 'weight',
      reshape: [
        [-1, 1, 2, 3],
        [-1, 4, 2, 3],
      ],
      permute: [2, 3, 0, 1],
    });
  });

  it("adds PyTorch's two biases where there is one, and writes one", async () => {
    const two = new LSTM(3, 4, { bidirectional: true });
    const one = new LSTM(3, 4, { bidirectional: true, bias: 'one' });
    const [from, back] = [join(folder, 'two.safetensors'), join(folder, 'one.safetensors')];
    await exportWeights(two, from, pytorchMap(two));
    await importWeights(one, from, pytorchMap(one));
    const sequence = range(30).sin().reshape([2, 5, 3]);
    expect(one.forward(sequence).toArray()).toEqual(two.forward(sequence).toArray());
    await exportWeights(one, back, pytorchMap(one));
    const { arrays } = await readSafetensors(readFileSync(back));
    expect([...arrays.get('bias_hh_l0_reverse')!.data]).toEqual(new Array(16).fill(0));
    expect([...arrays.get('bias_ih_l0_reverse')!.data]).toEqual(one.reverse[0]!.biasInput!.toArray());
    await importWeights(two, back, pytorchMap(two));
    expect(two.forward(sequence).toArray()).toEqual(one.forward(sequence).toArray());
  });

  it('writes a shared table under every name, in the layout of each, and reads it from any', async () => {
    const table = new Embedding(5, 3);
    const tied = (first: Embedding): Sequential =>
      new Sequential(
        new Linear(3, 5, { weight: first.weight, transposed: true, bias: false }),
        first,
        new Linear(5, 3, { weight: first.weight }),
      );
    const model = tied(table);
    const map = pytorchMap(model);
    expect(map).toEqual({
      '0.weight': { from: '0.weight', also: ['1.weight', { from: '2.weight', permute: [1, 0] }] },
      '2.bias': '2.bias',
    });
    const path = join(folder, 'tied.safetensors');
    await exportWeights(model, path, map);
    const arrays = new Map((await readSafetensors(readFileSync(path))).arrays);
    expect(Array.from(arrays, ([name, { shape }]) => [name, shape]).toSorted()).toEqual([
      ['0.weight', [5, 3]],
      ['1.weight', [5, 3]],
      ['2.bias', [3]],
      ['2.weight', [3, 5]],
    ]);
    arrays.delete('0.weight');
    arrays.delete('1.weight');
    const other = tied(new Embedding(5, 3));
    await importWeights(other, arrays, map);
    expect(other.parameters()[0]!.toArray()).toEqual(table.weight.toArray());
    arrays.delete('2.weight');
    await expect(importWeights(other, arrays, map)).rejects.toThrow('importWeights: the file has no 0.weight. It has 2.bias.');
  });

  it('finds a model under a path, at any depth', () => {
    const layer = new TransformerEncoderLayer(4, 2);
    const map = pytorchMap(new Sequential({ one: new Linear(2, 3) }), { under: 'module' });
    expect(map).toEqual({ 'one.weight': { from: 'module.one.weight', permute: [1, 0] }, 'one.bias': 'module.one.bias' });
    const bare = Object.values(pytorchMap(layer, { under: 'encoder.layers.0' })).map((each) =>
      typeof each === 'string' ? each : each.from,
    );
    expect([...new Set(bare)].map((name) => name.replace('encoder.layers.0.', ''))).toEqual([
      'self_attn.in_proj_weight',
      'self_attn.in_proj_bias',
      'self_attn.out_proj.weight',
      'self_attn.out_proj.bias',
      'norm1.weight',
      'norm1.bias',
      'linear1.weight',
      'linear1.bias',
      'linear2.weight',
      'linear2.bias',
      'norm2.weight',
      'norm2.bias',
    ]);
  });

  it('holds where modules share a module', () => {
    const layer = new Linear(2, 2);
    expect(pytorchMap(new Sequential(layer, layer))['0.weight']).toEqual({
      from: '0.weight',
      permute: [1, 0],
      also: [{ from: '1.weight', permute: [1, 0] }],
    });
  });
});

describe('maps of parts', () => {
  const arrays = new Map([
    ['ab', { data: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [4, 2] }],
    ['bias', { data: Float64Array.of(1, 2), shape: [2] }],
  ]);
  const load = (entry: Source): Promise<ImportedWeights> => importWeights(new Linear(2, 2), arrays, { weight: entry });

  it('say what the file has beside them, and what keeps its values', async () => {
    expect(await load({ from: 'ab', part: [1, 2] })).toEqual({ unused: ['bias'], kept: ['bias'] });
  });

  it('leave out nothing where they are strict, but for the count of batches', async () => {
    const one = new LSTM(3, 4, { bias: 'none' });
    const path = join(folder, 'lstm.safetensors');
    const two = new LSTM(3, 4, { layers: 2, bias: 'none' });
    await exportWeights(two, path, pytorchMap(two));
    const before = JSON.stringify(one);
    const most = Object.fromEntries(Object.entries(pytorchMap(one)).filter(([name]) => name !== 'layers.0.weightHidden'));
    await expect(importWeights(one, path, most, { strict: true })).rejects.toThrow(
      'importWeights: the map does not name everything: left out of the file weight_hh_l0, weight_ih_l1, weight_hh_l1, of the model layers.0.weightHidden. Complete it, or leave out strict.',
    );
    expect(JSON.stringify(one)).toBe(before);
    const model = net();
    const { arrays: saved } = await readSafetensors(file);
    expect(await importWeights(model, saved, pytorchMap(model, { rows }), { strict: true })).toEqual({ unused: [], kept: [] });
  });

  it('name arrays that do not fit', async () => {
    await expect(load({ from: 'ab', part: [0, 3] })).rejects.toThrow(
      "importWeights: 'ab' does not fall into 3 parts: array [4,2]. Its first axis must be a multiple of 3.",
    );
    await expect(load({ from: 'ab', part: [2, 2] })).rejects.toThrow(
      "importWeights: 'ab' has no such part: part 2 of 2. Parts are counted from 0.",
    );
    await expect(load({ from: 'ab', plus: 'bias' })).rejects.toThrow(
      "importWeights: 'ab' and 'bias' cannot be added: shapes [4,2] and [2]. Arrays that are added have one shape.",
    );
    await expect(
      load({
        from: 'ab',
        reshape: [
          [-1, 2],
          [3, -1],
        ],
      }),
    ).rejects.toThrow("importWeights: 'ab' cannot be reshaped: array [4,2], from [-1,2] to [3,-1]. Give shapes of as many elements.");
    await expect(load({ from: 'ab', plus: 'more' })).rejects.toThrow('importWeights: the file has no more. It has ab, bias.');
    await expect(load({ from: 'ab', columns: [1, 2, 2] })).rejects.toThrow(
      "importWeights: the columns of 'ab' are no [1,2,2]: array [4,2], columns 4.",
    );
    await expect(exportWeights(new Linear(2, 2), join(folder, 'part.npz'), { weight: { from: 'ab', part: [1, 2] } })).rejects.toThrow(
      "exportWeights: parts of 'ab' are missing: 1 of 2 are in the map. Map all of them.",
    );
  });

  it('of an export name it, and say the map as it was given', async () => {
    const model = new Sequential(new Linear(4, 2, { bias: false }), new Linear(2, 3, { bias: false }));
    const write = async (...sources: readonly Source[]): Promise<void> =>
      exportWeights(model, join(folder, 'theirs.npz'), Object.fromEntries(sources.map((source, i) => [`${i}.weight`, source])));
    await expect(write({ from: 'w', permute: [0, 0] })).rejects.toThrow(
      "exportWeights: permute does not order the axes of 'w': array [4,2], permute [0,0]. Name each axis once.",
    );
    await expect(write({ from: 'w', rows: [3, 2, 1] })).rejects.toThrow(
      "exportWeights: the rows of 'w' are no [3,2,1]: array [4,2], rows 6.",
    );
    const reshape = [
      [3, -1],
      [5, -1],
    ] as const;
    await expect(write({ from: 'w', reshape })).rejects.toThrow(
      "exportWeights: 'w' cannot be reshaped: array [4,2], from [5,-1] to [3,-1]. Give shapes of as many elements.",
    );
    await expect(write({ from: 'w', part: [2, 2] })).rejects.toThrow(
      "exportWeights: 'w' has no such part: part 2 of 2. Parts are counted from 0.",
    );
    await expect(write({ from: 'w', part: [0, 2] }, { from: 'w', part: [2, 3] })).rejects.toThrow(
      "exportWeights: 'w' has no such part: part 2 of 2. Parts are counted from 0.",
    );
    await expect(write({ from: 'w', part: [0, 2] }, { from: 'w', part: [1, 2] })).rejects.toThrow(
      "exportWeights: the parts of 'w' cannot be joined: shapes [4,2] and [2,3]. Parts have one shape.",
    );
  });

  it('say how to come from a pickle', async () => {
    await expect(importWeights(new Linear(2, 2), 'model.pt', {})).rejects.toThrow(
      "importWeights: unknown ending: file 'model.pt'. Use .safetensors or .npz. In Python: safetensors.torch.save_file(model.state_dict(), 'weights.safetensors').",
    );
  });
});
