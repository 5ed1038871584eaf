import { crossEntropy, Generator, mse, ones, Parameter, randn, tensor, zeros, type Tensor } from 'megagrad';
import { ArrayDataset, hostArray } from 'megagrad/data';
import { GaussianNoise, init, Linear, Sequential, Sigmoid, type Initializer, type Layer } from 'megagrad/nn';
import { clipGradNorm, SGD } from 'megagrad/optim';
import { evaluate } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import { multiLayerNet } from '../common/multi-layer-net.ts';
import type { Context, Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

/** The recurrent weights of the second volume, section 6.1.2: what NumPy's randn(3, 3) gives after seed(3). */
const recurrent = [
  [1.78862847, 0.43650985, 0.09649747],
  [-1.8634927, -0.2773882, -0.35475898],
  [-0.08274148, -0.62700068, -0.04381817],
];

/** Norms of the gradient, by the batch of 2, on its way back through 20 products with the same matrix. */
function gradientNorms(scale: number): number[] {
  const w = tensor(recurrent).mul(scale);
  const states: Tensor[] = [];
  let h: Tensor = ones([2, 3], { requiresGrad: true });
  for (let t = 0; t < 20; t++) {
    h.retainGrad();
    states.push(h);
    h = h.matMul(w);
  }
  h.sum().backward();
  return states.toReversed().map((state) => state.grad!.square().sum().sqrt().item() / 2);
}

async function throughTime({ figure, save }: Context): Promise<void> {
  const series = [];
  // The norms that NumPy gives for the book's loop.
  for (const [scale, verdict, first, last] of [
    [1, 'explodes', '2.4684', '249.5'],
    [0.5, 'vanishes', '1.2342', '0.0002379'],
  ] as const) {
    const norms = gradientNorms(scale);
    series.push({ name: 'norm', panel: `gradient, Wh times ${scale}`, x: norms.map((_, i) => i + 1), y: norms });
    const ours = `${norms[0]!.toPrecision(5)} to ${norms.at(-1)!.toPrecision(4)}`;
    figure({
      row: 75,
      name: `norm of the gradient 1 to 20 steps back, N 2, H 3, weights times ${scale}`,
      book: `${verdict}: ${first} to ${last}`,
      ours,
      met: ours === `${first} to ${last}`,
    });
  }
  await save('gradients.svg', await lines(series, { xLabel: 'steps back', columns: 2, width: 300 }));
}

/** Norms of the gradients of the weights of a network of five layers, the first of them first. */
function throughLayers({ seed, figure }: Context): void {
  const norms = (activation: (() => Layer) | undefined, weight: Initializer): number[] => {
    const generator = new Generator(seed);
    const net = multiLayerNet({
      inputs: 100,
      hidden: [100, 100, 100, 100],
      ...(activation === undefined ? {} : { activation }),
      weight,
      generator,
    });
    const y = tensor(
      Array.from({ length: 100 }, (_, i) => i % 10),
      { dtype: 'int32' },
    );
    crossEntropy(net.forward(randn([100, 100], { generator })), y).backward();
    return net
      .parameters()
      .filter(({ rank }) => rank === 2)
      .map((weight) => weight.grad!.square().sum().sqrt().item());
  };
  const written = (values: readonly number[]): string => values.map((value) => value.toExponential(0)).join(' ');
  const vanishing = norms(() => new Sigmoid(), init.normal(0.01));
  figure({
    row: 75,
    name: 'norms of the gradients of layers 1 to 5: sigmoid, std 0.01',
    book: 'vanish',
    ours: written(vanishing),
    met: vanishing.every((norm, i) => i === 0 || norm > 2 * vanishing[i - 1]!) && vanishing[0]! < 1e-4 * vanishing[4]!,
  });
  const exploding = norms(undefined, init.normal(1));
  const even = norms(undefined, init.he());
  figure({
    row: 75,
    name: 'the same: ReLU, std 1',
    book: 'explode',
    ours: written(exploding),
    met: Math.min(...exploding) > 1e3,
  });
  figure({
    row: 75,
    name: 'the same: ReLU, He',
    book: 'stay',
    ours: written(even),
    met: Math.max(...even) < 10 * Math.min(...even),
  });
}

/** All gradients together are made as long as the limit, by limit / (norm + 1e-6); shorter ones stay as they are. */
function clipping({ figure }: Context): void {
  const clipped = (limit: number): number[] => {
    const parameters = [3, 4].map((slope) => {
      const p = new Parameter(tensor(1));
      p.mul(slope).backward();
      return p;
    });
    clipGradNorm(parameters, limit);
    return parameters.map((p) => p.grad!.item());
  };
  const rate = 0.25 / (5 + 1e-6);
  const [short, long] = [clipped(0.25), clipped(6)];
  figure({
    row: 75,
    name: 'gradients 3 and 4 of two parameters, clipped to a norm of 0.25, and of 6',
    book: '0.15 and 0.2; 3 and 4',
    ours: `${short.map((g) => Number(g.toFixed(6))).join(' and ')}; ${long.join(' and ')}`,
    met: short.every((g, i) => Math.abs(g - [3, 4][i]! * rate) < rounding()) && long.join() === '3,4',
  });
}

/** Hidden units that start equal get equal gradients, and never part. */
function symmetry({ seed, figure }: Context): void {
  const generator = new Generator(seed);
  const x = randn([30, 4], { generator });
  const y = tensor(
    Array.from({ length: 30 }, (_, i) => i % 3),
    { dtype: 'int32' },
  );
  const distinct = (weight: Initializer): number => {
    const hidden = new Linear(4, 5, { weight, generator });
    const model = new Sequential(hidden, new Sigmoid(), new Linear(5, 3, { weight, generator }));
    const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
    for (let step = 0; step < 50; step++) {
      optimizer.zeroGrad();
      crossEntropy(model.forward(x), y).backward();
      optimizer.step();
    }
    // To four digits: some devices add up in an order that differs from unit to unit.
    const weights = Array.from(hidden.weight.transpose().dataSync(), (weight) => weight.toFixed(4));
    return new Set(Array.from({ length: 5 }, (_, unit) => weights.slice(4 * unit, 4 * unit + 4).join())).size;
  };
  const [equal, random] = [distinct(init.constant(0.5)), distinct(init.normal(0.5))];
  figure({
    row: 70,
    name: 'different hidden units of 5 after training: equal and random weights',
    book: '1, 5',
    ours: `${equal}, ${random}`,
    met: equal === 1 && random === 5,
  });
}

/** Bishop 1995: for a linear model, noise of deviation s on the input adds s^2 |w|^2 to the mean squared error. */
async function noisyInput({ seed, figure }: Context): Promise<void> {
  const generator = new Generator(seed);
  const model = new Linear(4, 1, { weight: init.normal(1), generator });
  const rows = 20_000;
  const inputs = Float64Array.from(randn([rows, 4], { generator }).dataSync());
  const data = new ArrayDataset(hostArray(inputs, [rows, 4]), hostArray(new Float64Array(rows), [rows, 1]));
  const clean = (await evaluate(model, { data, loss: mse }))['loss']!;
  const noisy = new Sequential(new GaussianNoise(0.5, { generator }), model).train();
  const measured = mse(noisy.forward(tensor(inputs, { shape: [rows, 4] })), zeros([rows, 1])).item();
  const penalty = 0.25 * model.weight.square().sum().item();
  figure({
    row: 79,
    name: 'what noise adds to the error, and the penalty of Tikhonov',
    book: 'equal',
    ours: `${(measured - clean).toFixed(3)}, ${penalty.toFixed(3)}`,
    met: Math.abs(measured - clean - penalty) < 0.1 * penalty,
  });
}

export const program: Program = {
  name: 'ch06-training/stability',
  title: 'gradients that explode or vanish, equal weights, and noise as a penalty',
  device: 'reference',
  async run(context) {
    await throughTime(context);
    throughLayers(context);
    clipping(context);
    symmetry(context);
    await noisyInput(context);
  },
};
