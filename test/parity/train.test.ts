import { afterAll, describe, expect, test } from 'vitest';
import { crossEntropy, device, Generator, scope, tensor, type DeviceName, type Parameter } from 'megagrad';
import { BatchNorm1d, Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, Tanh, type Layer } from 'megagrad/nn';
import { Adam, SGD, type Optimizer } from 'megagrad/optim';
import { deviceOrNone } from '../backend/tensorflow/device.ts';
import { webgpuHere } from '../backend/webgpu/device.ts';

const classes = 3;
const rows = 12;

/** Those of this machine; absent ones are said on stderr. */
const present: readonly DeviceName[] = [
  'wasm',
  ...((await webgpuHere()) === undefined ? [] : ['webgpu' as const]),
  ...((await deviceOrNone()) === undefined ? [] : ['tensorflow' as const]),
];

/** WebGPU may be a CPU in disguise. */
const timeout = 300_000;

interface Recipe {
  readonly name: string;
  readonly shape: readonly number[];
  readonly model: (generator: Generator) => Layer;
  readonly optimizer: (parameters: readonly Parameter[]) => Optimizer;
  /** How far a loss may be from that on reference, as a share of the first loss: float32 against float64. Measured: 1.3e-7. */
  readonly tolerance: number;
}

const recipes: readonly Recipe[] = [
  {
    name: 'two layers and batch norm, SGD with momentum',
    shape: [20],
    model: (generator) =>
      new Sequential(new Linear(20, 16, { generator }), new BatchNorm1d(16), new ReLU(), new Linear(16, classes, { generator })),
    optimizer: (parameters) => new SGD(parameters, { learningRate: 0.1, momentum: 0.9 }),
    tolerance: 1e-6,
  },
  {
    name: 'convolution, pooling and two layers, Adam',
    shape: [10, 10, 1],
    model: (generator) =>
      new Sequential(
        ...[new Conv2d(1, 4, 3, { padding: 1, generator }), new ReLU(), new MaxPool2d(2), new Flatten()],
        ...[new Linear(100, 8, { generator }), new Tanh(), new Linear(8, classes, { generator })],
      ),
    optimizer: (parameters) => new Adam(parameters, { learningRate: 0.01 }),
    tolerance: 1e-6,
  },
];

/** Losses of so many steps, and what the device holds after each. */
async function train(on: DeviceName, { shape, model, optimizer }: Recipe, steps: number): Promise<{ losses: number[]; bytes: number[] }> {
  const { device: taken } = await device.use(on);
  const generator = new Generator(0);
  const size = shape.reduce((product, length) => product * length, rows);
  const x = tensor(generator.randn(size), { shape: [rows, ...shape] });
  const y = tensor(Int32Array.from({ length: rows }, (_, i) => i % classes));
  const network = model(generator);
  const updates = optimizer(network.parameters());
  const losses: number[] = [];
  const bytes: number[] = [];
  for (let step = 0; step < steps; step++) {
    const loss = scope(() => {
      const cost = crossEntropy(network.forward(x), y);
      updates.zeroGrad();
      cost.backward();
      updates.step();
      return cost;
    });
    losses.push((await loss.data())[0]!);
    loss.dispose();
    bytes.push(taken.memory().bytes);
  }
  return { losses, bytes };
}

afterAll(() => device.use('reference'));

describe.each(present)('training on %s', { timeout }, (on) => {
  test.each(recipes)('50 steps follow those on reference: $name', async (recipe) => {
    const { losses: expected } = await train('reference', recipe, 50);
    const { losses } = await train(on, recipe, 50);
    expect(expected.at(-1)).toBeLessThan(0.2 * expected[0]!);
    const apart = losses.map((loss, step) => Math.abs(loss - expected[step]!) / expected[0]!);
    expect(apart).toHaveLength(50);
    expect(Math.max(...apart)).toBeLessThan(recipe.tolerance);
  });

  test.each(recipes)('a step takes no memory that the one before did not: $name', async (recipe) => {
    const { bytes } = await train(on, recipe, 20);
    // The first makes the optimizer's state, and constants. What the tests before dropped may go at any time.
    const growth = bytes.slice(3).map((now, step) => now - bytes[step + 2]!);
    expect(Math.max(...growth)).toBeLessThanOrEqual(0);
  });
});
