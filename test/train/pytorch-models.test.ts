import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { add, tanh, tensor, type Shape, type Tensor } from 'megagrad';
import { readSafetensors, type HostArray } from 'megagrad/data';
import * as nn from 'megagrad/nn';
import { exportWeights, importWeights, pytorchMap, type PytorchMapOptions } from 'megagrad/train';
import { afterAll, describe, expect, test } from 'vitest';

/** What pytorch_models.py printed; how its numbers come about is said there. */
interface Case {
  readonly state: readonly (readonly [name: string, shape: Shape, first: string])[];
  readonly inputs: readonly { readonly shape: Shape; readonly gradient: HostArray }[];
  readonly integers: readonly (readonly (readonly number[])[])[];
  readonly outputs: readonly HostArray[];
  readonly gradients: Readonly<Record<string, HostArray>>;
  readonly buffers: Readonly<Record<string, HostArray>>;
}
const printed = JSON.parse(readFileSync(join(import.meta.dirname, 'pytorch-models.json'), 'utf8')) as {
  readonly source: string;
  readonly cases: Readonly<Record<string, Case>>;
};

/** Element i of a wave is scale * sin(0.7 i + phase) + offset. */
function wave(shape: Shape, phase: number, scale = 1, offset = 0): HostArray<Float64Array> {
  const data = new Float64Array(shape.reduce((size, length) => size * length, 1));
  return { data: data.map((_, i) => scale * Math.sin(0.7 * i + phase) + offset), shape };
}

function stateOf({ state }: Case): Map<string, HostArray> {
  const arrays = new Map<string, HostArray>();
  state.forEach(([name, shape, first], i) =>
    arrays.set(name, arrays.get(first) ?? wave(shape, i + 1, 0.5, name.endsWith('running_var') ? 1 : 0)),
  );
  return arrays;
}

/** A model, how it is called, and what pytorchMap cannot see in it. Inputs and outputs are laid out as in PyTorch. */
interface Model {
  readonly module: nn.Module;
  readonly run: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  readonly options?: PytorchMapOptions;
}

function unrolled(module: nn.RNN | nn.GRU): Model {
  const run = (x: Tensor, h: Tensor): readonly Tensor[] => {
    const { output, state } = module.unroll(x, h);
    return [output, state];
  };
  return { module, run };
}

function lstm(module: nn.LSTM): Model {
  const run = (x: Tensor, h: Tensor, c: Tensor): readonly Tensor[] => {
    const { output, state } = module.unroll(x, [h, c]);
    return [output, ...state];
  };
  return { module, run };
}

function cell(module: nn.RNNCell | nn.GRUCell): Model {
  return { module, run: (x, h) => module.forward(x, h) };
}

function lstmCell(): Model {
  const module = new nn.LSTMCell(3, 2);
  return { module, run: (x, h, c) => module.forward(x, [h, c]) };
}

/** Images and sequences have their channels first in PyTorch, last here. */
const channelsLast = (x: Tensor): Tensor => x.transpose([0, ...Array.from({ length: x.rank - 2 }, (_, i) => i + 2), 1]);
const channelsFirst = (x: Tensor): Tensor => x.transpose([0, x.rank - 1, ...Array.from({ length: x.rank - 2 }, (_, i) => i + 1)]);

class LanguageModel extends nn.Module {
  readonly embedding: nn.Embedding = new nn.Embedding(5, 3);
  readonly rnn = new nn.ModuleDict({ lower: new nn.LSTM(3, 2), upper: new nn.GRU(2, 3) });
  readonly output: nn.Linear = new nn.Linear(3, 5, { weight: this.embedding.weight, transposed: true });

  override forward(words: Tensor): Tensor {
    return this.output.forward(this.rnn.get('upper').forward(this.rnn.get('lower').forward(this.embedding.forward(words))));
  }
}

class Translator extends nn.Module {
  readonly encoder = new nn.TransformerEncoder(4, 2, { layers: 2, finalNorm: true, feedForward: 5, dropout: 0 });
  readonly decoder = new nn.TransformerDecoder(4, 2, { layers: 1, normFirst: true, finalNorm: false, feedForward: 5, dropout: 0 });

  override forward(source: Tensor, target: Tensor): Tensor {
    return this.decoder.forward(target, this.encoder.forward(source));
  }
}

class Generator extends nn.Module {
  readonly project = new nn.Linear(3, 4 * 2 * 3);
  readonly norm = new nn.BatchNorm2d(4);
  readonly up = new nn.ConvTranspose2d(4, 6, [3, 2], { stride: 2, padding: 1, groups: 2 });
  readonly out = new nn.ConvTranspose2d(6, 2, 2, { bias: false });

  override forward(z: Tensor): Tensor {
    return this.out.forward(tanh(this.up.forward(this.norm.forward(this.project.forward(z).reshape([-1, 2, 3, 4])))));
  }
}

function generator(): Model {
  const module = new Generator();
  const images = [4, 2, 3] as const;
  return {
    module,
    run: (z) => channelsFirst(module.forward(z)),
    options: { columns: { 'project.weight': images }, rows: { 'project.bias': images } },
  };
}

function classifier(): Model {
  const module = new nn.Sequential(
    new nn.Conv2d(2, 4, [3, 2], { groups: 2 }),
    new nn.GroupNorm(2, 4),
    new nn.PReLU(4),
    new nn.DepthwiseConv2d(4, 2, { multiplier: 2 }),
    new nn.InstanceNorm(8, { affine: true }),
    new nn.Flatten(),
    new nn.LayerNorm(8 * 2 * 2),
    new nn.BatchNorm1d(8 * 2 * 2),
    new nn.Linear(8 * 2 * 2, 3),
    new nn.RMSNorm(3),
  );
  const after = ['6.weight', '6.bias', '7.weight', '7.bias', '7.runningMean', '7.runningVar', '8.weight'];
  return {
    module,
    run: (x) => module.forward(channelsLast(x)),
    options: { rows: Object.fromEntries(after.map((name) => [name, [8, 2, 2]])) },
  };
}

function sequences(): Model {
  const module = new nn.Sequential(new nn.Conv1d(4, 2, 3, { groups: 2 }), new nn.BatchNorm1d(2), new nn.Conv1d(2, 3, 2, { bias: false }));
  return { module, run: (x) => channelsFirst(module.forward(channelsLast(x))) };
}

function attention(bias: boolean): Model {
  const module = new nn.MultiHeadAttention(4, 2, { bias });
  return { module, run: (...inputs) => module.forward(...(inputs as [Tensor])) };
}

const twice = { layers: 2, bidirectional: true } as const;

const models: Readonly<Record<string, () => Model>> = {
  RNN: () => unrolled(new nn.RNN(3, 2, { nonlinearity: 'relu' })),
  'RNN in layers, both directions': () => unrolled(new nn.RNN(3, 2, twice)),
  'LSTM in layers, both directions': () => lstm(new nn.LSTM(3, 2, twice)),
  'LSTM without bias': () => lstm(new nn.LSTM(3, 2, { bias: 'none' })),
  'GRU in layers, both directions': () => unrolled(new nn.GRU(3, 2, twice)),
  RNNCell: () => cell(new nn.RNNCell(3, 2)),
  LSTMCell: lstmCell,
  GRUCell: () => cell(new nn.GRUCell(3, 2)),
  MultiheadAttention: () => attention(true),
  'MultiheadAttention without bias': () => attention(false),
  translator: () => {
    const module = new Translator();
    return { module, run: (source, target) => module.forward(source, target) };
  },
  'language model with a shared table': () => {
    const module = new LanguageModel();
    return { module, run: (words) => module.forward(words) };
  },
  generator,
  classifier,
  sequences,
};

const folder = mkdtempSync(join(tmpdir(), 'megagrad-pytorch-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The model as PyTorch would save it, by way of a file. */
async function exported({ module, options }: Model): Promise<ReadonlyMap<string, HostArray>> {
  const file = join(folder, 'model.safetensors');
  await exportWeights(module, file, pytorchMap(module, options));
  return (await readSafetensors(readFileSync(file))).arrays;
}

/** PyTorch computed in float64 and printed 13 digits; sums run in another order. */
function close(name: string, { data, shape }: HostArray, expected: HostArray): void {
  expect(shape, name).toEqual(expected.shape);
  const size = Math.max(1, ...[...expected.data].map(Math.abs));
  expected.data.forEach((value, i) =>
    expect(Math.abs(data[i]! - value), `${name}, element ${i}: ${data[i]} and ${value}`).toBeLessThan(1e-10 * size),
  );
}

async function host(x: Tensor): Promise<HostArray> {
  return { data: await x.data(), shape: x.shape };
}

test('every model that PyTorch printed is compared', () => {
  expect(Object.keys(models).toSorted()).toEqual(Object.keys(printed.cases).toSorted());
});

describe(`models with the state dict, outputs and gradients of ${printed.source}`, () => {
  test.each(Object.keys(models))('%s', async (name) => {
    const expected = printed.cases[name]!;
    const model = models[name]!();
    const state = stateOf(expected);
    expect(await importWeights(model.module, state, pytorchMap(model.module, model.options))).toEqual({ unused: [], kept: [] });
    expect(new Map([...(await exported(model))].toSorted())).toEqual(new Map([...state].toSorted()));

    const inputs = expected.inputs.map(({ shape }, i) => tensor(wave(shape, 0.1 * (i + 1)).data, { shape, requiresGrad: true }));
    const integers = expected.integers.map((words) => tensor(words, { dtype: 'int32' }));
    const result = model.run(...inputs, ...integers);
    const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
    outputs
      .map((output, i) => output.mul(tensor(wave(output.shape, 5 + i).data, { shape: output.shape })).sum())
      .reduce((a, b) => add(a, b))
      .backward();
    expect(outputs.length).toBe(expected.outputs.length);
    for (const [i, output] of outputs.entries()) close(`output ${i}`, await host(output), expected.outputs[i]!);
    for (const [i, input] of inputs.entries()) close(`gradient of input ${i}`, await host(input.grad!), expected.inputs[i]!.gradient);

    for (const parameter of model.module.parameters()) parameter.assign(parameter.grad!);
    const after = await exported(model);
    const numbers = { ...expected.gradients, ...expected.buffers };
    for (const [each, array] of Object.entries(numbers)) close(`${each} after`, after.get(each)!, array);
    expect(
      expected.state
        .filter(([each, , first]) => each === first)
        .map(([each]) => each)
        .toSorted(),
    ).toEqual(Object.keys(numbers).toSorted());
  });
});
