import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { add, device, tensor, type DeviceName, type Shape, type Tensor } from 'megagrad';
import * as nn from 'megagrad/nn';
import { testedDevices } from '../ops/contract.ts';

/** What pytorch.py printed; how its numbers come about is said there. */
interface Block {
  readonly shape: Shape;
  readonly data: readonly number[];
}
interface Case {
  readonly outputs: readonly Block[];
  readonly inputs: readonly Block[];
  readonly parameters: Readonly<Record<string, Block>>;
}
const printed = JSON.parse(readFileSync(join(import.meta.dirname, 'pytorch.json'), 'utf8')) as {
  readonly source: string;
  readonly cases: Readonly<Record<string, Case>>;
};

/** Element i of a wave is scale * sin(0.7 i + phase). */
function wave(shape: Shape, phase: number, scale = 1): Float64Array {
  return new Float64Array(shape.reduce((size, length) => size * length, 1)).map((_, i) => scale * Math.sin(0.7 * i + phase));
}

/** A layer, and how it is called where that is not forward of all inputs. */
interface Layer {
  readonly module: nn.Module;
  readonly run?: (...inputs: Tensor[]) => Tensor | readonly Tensor[];
  readonly integers?: readonly (readonly number[])[];
}

function of(module: nn.Module, run?: Layer['run'], given?: Layer['integers']): Layer {
  return { module, ...(run === undefined ? {} : { run }), ...(given === undefined ? {} : { integers: given }) };
}

function batchNorm(module: nn.BatchNorm1d | nn.BatchNorm2d): Layer {
  return of(module, (a, b, c) => {
    const trained = [module.forward(a), module.forward(b)];
    module.eval();
    return [...trained, module.forward(c), module.runningMean!, module.runningVar!];
  });
}

function recurrent(module: nn.RNN | nn.GRU): Layer {
  return of(module, (x, h) => {
    const { output, state } = module.unroll(x, h);
    return [output, state];
  });
}

function lstm(module: nn.LSTM): Layer {
  return of(module, (x, h, c) => {
    const { output, state } = module.unroll(x, [h, c]);
    return [output, ...state];
  });
}

function activation(module: nn.Layer): Layer {
  return of(module, (x) => module.forward(x.mul(3)));
}

class TiedEmbedding extends nn.Module {
  readonly embedding: nn.Embedding = new nn.Embedding(5, 3);
  readonly output: nn.Linear = new nn.Linear(3, 5, { weight: this.embedding.weight, transposed: true, bias: false });
  override forward(indices: Tensor): Tensor {
    return this.output.forward(this.embedding.forward(indices));
  }
}

/** Where a query may look at a key; PyTorch's masks say where it may not. */
const seen = [
  [true, false, false],
  [true, true, false],
  [false, true, true],
];

function masked(): Layer {
  const attention = new nn.MultiHeadAttention(4, 2);
  return of(attention, (x) => attention.forward(x, x, x, { mask: tensor(seen, { device: x.device }) }));
}

function lstmCell(): Layer {
  const cell = new nn.LSTMCell(3, 2);
  return of(cell, (x, h, c) => cell.forward(x, [h, c]));
}

const transformer = { feedForward: 5, dropout: 0 } as const;

const layers: Readonly<Record<string, () => Layer>> = {
  Linear: () => of(new nn.Linear(3, 2)),
  "Linear sharing an Embedding's table": () =>
    of(new TiedEmbedding(), undefined, [
      [0, 4],
      [4, 2],
    ]),
  Conv1d: () => of(new nn.Conv1d(4, 2, 3, { stride: 2, padding: 1, groups: 2 })),
  Conv2d: () => of(new nn.Conv2d(2, 3, [3, 2], { stride: [2, 1], padding: [1, 0] })),
  'Conv2d in groups, dilated': () => of(new nn.Conv2d(4, 2, 2, { dilation: 2, groups: 2, bias: false })),
  DepthwiseConv2d: () => of(new nn.DepthwiseConv2d(3, 2, { multiplier: 2 })),
  SeparableConv2d: () => of(new nn.SeparableConv2d(3, 2, 2, { multiplier: 2 })),
  ConvTranspose2d: () => of(new nn.ConvTranspose2d(3, 2, 4, { stride: 2, padding: 1 })),
  'ConvTranspose2d in groups': () => of(new nn.ConvTranspose2d(4, 2, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2 })),
  MaxPool2d: () => of(new nn.MaxPool2d(2)),
  'MaxPool2d padded': () => of(new nn.MaxPool2d(3, { stride: 2, padding: 1 })),
  AvgPool2d: () => of(new nn.AvgPool2d(3, { stride: 2 })),
  'AvgPool2d padded': () => of(new nn.AvgPool2d(2, { padding: 1, countPadding: true })),
  'AvgPool2d padded, pixels alone': () => of(new nn.AvgPool2d(2, { stride: 2, padding: 1 })),
  GlobalAvgPool2d: () => of(new nn.GlobalAvgPool2d()),
  GlobalMaxPool2d: () => of(new nn.GlobalMaxPool2d()),
  Upsample: () => of(new nn.Upsample(2)),
  'Upsample bilinear': () => of(new nn.Upsample(2, { mode: 'bilinear' })),
  BatchNorm1d: () => batchNorm(new nn.BatchNorm1d(3, { momentum: 0.3 })),
  BatchNorm2d: () => batchNorm(new nn.BatchNorm2d(2)),
  LayerNorm: () => of(new nn.LayerNorm([2, 3])),
  RMSNorm: () => of(new nn.RMSNorm(4)),
  GroupNorm: () => of(new nn.GroupNorm(2, 4)),
  InstanceNorm: () => of(new nn.InstanceNorm(2, { affine: true })),
  // PyTorch divides alpha by the size.
  LocalResponseNorm: () => of(new nn.LocalResponseNorm({ depthRadius: 2, bias: 2, alpha: 0.5 / 5, beta: 0.75 })),
  Embedding: () =>
    of(new nn.Embedding(4, 3, { paddingIndex: 1 }), undefined, [
      [0, 1, 3],
      [3, 3, 1],
    ]),
  RNNCell: () => of(new nn.RNNCell(3, 2)),
  'RNNCell relu': () => of(new nn.RNNCell(3, 2, { nonlinearity: 'relu' })),
  LSTMCell: lstmCell,
  GRUCell: () => of(new nn.GRUCell(3, 2)),
  RNN: () => recurrent(new nn.RNN(3, 2, { layers: 2, bidirectional: true })),
  LSTM: () => lstm(new nn.LSTM(3, 2, { layers: 2, bidirectional: true })),
  GRU: () => recurrent(new nn.GRU(3, 2, { layers: 2 })),
  MultiHeadAttention: () => of(new nn.MultiHeadAttention(4, 2)),
  'MultiHeadAttention masked': masked,
  TransformerEncoderLayer: () => of(new nn.TransformerEncoderLayer(4, 2, transformer)),
  'TransformerEncoderLayer normFirst': () =>
    of(new nn.TransformerEncoderLayer(4, 2, { ...transformer, normFirst: true, activation: 'gelu' })),
  TransformerDecoderLayer: () => of(new nn.TransformerDecoderLayer(4, 2, transformer)),
  'TransformerDecoderLayer normFirst': () => of(new nn.TransformerDecoderLayer(4, 2, { ...transformer, normFirst: true })),
  PReLU: () => of(new nn.PReLU(2)),
  ELU: () => activation(new nn.ELU({ alpha: 0.5 })),
  GELU: () => activation(new nn.GELU()),
  'GELU tanh': () => activation(new nn.GELU({ approximate: 'tanh' })),
  HardSigmoid: () => activation(new nn.HardSigmoid()),
  HardSwish: () => activation(new nn.HardSwish()),
  LeakyReLU: () => activation(new nn.LeakyReLU({ alpha: 0.2 })),
  LogSigmoid: () => activation(new nn.LogSigmoid()),
  LogSoftmax: () => activation(new nn.LogSoftmax()),
  Mish: () => activation(new nn.Mish()),
  ReLU: () => activation(new nn.ReLU()),
  ReLU6: () => activation(new nn.ReLU6()),
  SELU: () => activation(new nn.SELU()),
  SiLU: () => activation(new nn.SiLU()),
  Sigmoid: () => activation(new nn.Sigmoid()),
  Softmax: () => activation(new nn.Softmax()),
  Softplus: () => activation(new nn.Softplus()),
  Tanh: () => activation(new nn.Tanh()),
};

/** PyTorch computed in float64 and printed 13 digits; sums run in another order. */
const usual = 1e-10;
/** Its hard sigmoid takes a sixth in float32 on the way back: 1.4e-8 is what differs. */
const tolerances: Readonly<Record<string, number>> = { HardSigmoid: 1e-7 };

/** The same in float32, whose spacing is 1.2e-7; the longest chains lose a digit. */
const single = 2e-6;

async function close(name: string, actual: Tensor | null, expected: Block, tolerance: number): Promise<void> {
  expect(actual?.shape, name).toEqual(expected.shape);
  const values = await actual!.data();
  const size = Math.max(1, ...expected.data.map(Math.abs));
  expected.data.forEach((value, i) =>
    expect(Math.abs(values[i]! - value), `${name}, element ${i}: ${values[i]} and ${value}`).toBeLessThan(tolerance * size),
  );
}

test('every case that PyTorch printed is compared', () => {
  expect(Object.keys(layers).toSorted()).toEqual(Object.keys(printed.cases).toSorted());
});

async function compare(name: string, on: DeviceName, tolerance: number): Promise<void> {
  const expected = printed.cases[name]!;
  const { module, run, integers } = layers[name]!();
  await module.to(on);
  const parameters = module.namedParameters();
  const waved = (shape: Shape, phase: number, scale = 1, requiresGrad = false): Tensor =>
    tensor(wave(shape, phase, scale), { shape, device: on, requiresGrad });
  parameters.forEach(([, parameter], i) => {
    parameter.assign(waved(parameter.shape, 1 + i, 0.5));
  });
  const inputs = expected.inputs.map(({ shape }, i) => waved(shape, 0.1 * (i + 1), 1, true));
  const forward = run ?? ((...all: Tensor[]) => module.forward(...(all as never[])) as Tensor);
  const result = forward(...inputs, ...(integers === undefined ? [] : [tensor(integers, { dtype: 'int32', device: on })]));
  const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
  outputs
    .map((output, i) => output.mul(waved(output.shape, 5 + i)).sum())
    .reduce((a, b) => add(a, b))
    .backward();
  expect(outputs.length).toBe(expected.outputs.length);
  for (const [i, output] of outputs.entries()) await close(`output ${i}`, output, expected.outputs[i]!, tolerance);
  for (const [i, input] of inputs.entries()) await close(`gradient of input ${i}`, input.grad, expected.inputs[i]!, tolerance);
  const gradients = Object.values(expected.parameters);
  expect(parameters.length).toBe(gradients.length);
  for (const [i, [own, parameter]] of parameters.entries()) await close(`gradient of ${own}`, parameter.grad, gradients[i]!, tolerance);
}

describe(`outputs and gradients are those of ${printed.source}`, () => {
  for (const name of Object.keys(printed.cases)) test(name, () => compare(name, 'reference', tolerances[name] ?? usual));
});

describe.each(testedDevices)('and in float32 on %s', (name) => {
  beforeAll(async () => {
    await device.start(name);
  });
  for (const layer of Object.keys(printed.cases)) test(layer, () => compare(layer, name, single));
});
