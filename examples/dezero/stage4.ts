/** Steps 37 to 51: neural networks. */
import {
  broadcastTo,
  crossEntropy,
  Generator,
  linspace,
  matMul,
  noGrad,
  ones,
  Parameter,
  scope,
  sin,
  sum,
  sumTo,
  tensor,
  transpose,
  type Tensor,
} from 'megagrad';
import { DataLoader, mnist, spiral, toTensor } from 'megagrad/data';
import { init, Linear, ReLU, Sequential, Sigmoid, type Layer } from 'megagrad/nn';
import { Adam, SGD } from 'megagrad/optim';
import { accuracy, evaluate, fit } from 'megagrad/train';
import { decisionBoundary, dotToSvg, historyPlot, lines, modelToDot, trace } from 'megagrad/viz';
import type { Step, StepContext } from './step.ts';

const leaf = (data: Parameters<typeof tensor>[0]): Tensor => tensor(data, { requiresGrad: true });

/** DeZero's initial weights: sqrt(1 / in) N(0, 1). */
const weight = init.lecun();

/** Step 43's data: NumPy's, seed 0. */
function wave(generator: Generator): { x: Tensor; y: Tensor } {
  const x = tensor(generator.rand(100), { shape: [100, 1] });
  return { x, y: sin(x.mul(2 * Math.PI)).add(tensor(generator.rand(100), { shape: [100, 1] })) };
}

/** DeZero's mean squared error: over rows, not elements. */
const meanSquaredError = (a: Tensor, b: Tensor): Tensor => a.sub(b).square().sum().div(a.shape[0]!);

/** Points, and what a model makes of the places between 0 and 1, as DeZero draws them. */
function fitted(x: Tensor, y: Tensor, model: (x: Tensor) => Tensor): Promise<string> {
  const at = linspace(0, 1, 101);
  const curve = noGrad(() => model(at.reshape([101, 1])));
  return lines([
    { name: 'data', x: x.dataSync(), y: y.dataSync(), mark: 'points' },
    { name: 'prediction', x: at.dataSync(), y: curve.dataSync() },
  ]);
}

/** The loss of every 1000th of `iterations` steps at rate 0.2; weights are rounded to float32 after each, as DeZero's are. */
async function fitWave(iterations: number, save: StepContext['save']): Promise<number[]> {
  const generator = new Generator(0);
  const { x, y } = wave(generator);
  const layer = (inputs: number, outputs: number): [Parameter, Parameter] => [
    new Parameter(
      tensor(
        generator.randn(inputs * outputs).map((w) => Math.fround(Math.fround(w) * Math.fround(Math.sqrt(1 / inputs)))),
        { shape: [inputs, outputs] },
      ),
    ),
    new Parameter(tensor(new Float64Array(outputs))),
  ];
  const [W1, b1] = layer(1, 10);
  const [W2, b2] = layer(10, 1);
  const predict = (at: Tensor): Tensor => matMul(matMul(at, W1).add(b1).mul(0.5).tanh().mul(0.5).add(0.5), W2).add(b2);
  const losses: number[] = [];
  for (let i = 0; i < iterations; i++) {
    scope(() => {
      const loss = meanSquaredError(y, predict(x));
      if (i % 1000 === 0) losses.push(loss.item());
      for (const p of [W1, b1, W2, b2]) p.grad = null;
      loss.backward();
      for (const p of [W1, b1, W2, b2]) {
        const moved = p.dataSync().map((value, at) => Math.fround(value - 0.2 * p.grad!.dataSync()[at]!));
        p.assign(tensor(moved, { shape: p.shape }));
      }
    });
  }
  await save('sine.svg', await fitted(x, y, predict));
  return losses;
}

async function trainSpiral(epochs: number, save: StepContext['save']): Promise<{ loss: number; accuracy: number }> {
  const { train } = spiral();
  const model = new Sequential(
    new Linear(2, 10, { weight, generator: new Generator(0) }),
    new Sigmoid(),
    new Linear(10, 3, { weight, generator: new Generator(1) }),
  );
  const optimizer = new SGD(model.parameters(), { learningRate: 1 });
  const history = await fit(model, { data: train, loss: crossEntropy, optimizer, batchSize: 30, seed: 0, epochs });
  const measured = await evaluate(model, { data: train, metrics: [accuracy] });
  const { x, y } = train.batch(Int32Array.from({ length: train.length }, (_, i) => i));
  const points = Array.from(y.data, (label, i) => ({ x: x.data[2 * i]!, y: x.data[2 * i + 1]!, class: label }));
  await save('loss.svg', await historyPlot(history));
  await save('spiral.svg', await decisionBoundary((cells) => model.forward(tensor(cells)).argMax(1).data(), points));
  return { loss: history.epochs.at(-1)!.values['loss']!, accuracy: measured['accuracy']! };
}

export const steps: readonly Step[] = [
  {
    number: 37,
    title: 'tensors, element by element',
    run: () => {
      const x = leaf([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      const c = leaf([
        [10, 20, 30],
        [40, 50, 60],
      ]);
      x.add(c).backward({ gradient: ones([2, 3]) });
      return { x: x.grad!.toArray(), c: c.grad!.toArray() };
    },
  },
  {
    number: 38,
    title: 'reshape and transpose',
    run: () => {
      const x = leaf([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      x.reshape([6]).backward({ gradient: ones([6]) });
      const z = leaf([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      transpose(z).backward({ gradient: ones([3, 2]) });
      return { reshaped: x.grad!.toArray(), transposed: z.grad!.toArray() };
    },
  },
  {
    number: 39,
    title: 'sums',
    run: () => {
      const x = leaf([
        [1, 2, 3],
        [4, 5, 6],
      ]);
      return {
        vector: sum(tensor([1, 2, 3, 4, 5, 6])).item(),
        all: sum(x).item(),
        rows: sum(x, 0).toArray(),
        kept: sum(ones([2, 3, 4, 5]), { keepDims: true }).shape,
      };
    },
  },
  {
    number: 40,
    title: 'broadcasting',
    run: () => {
      const [x0, x1] = [leaf([1, 2, 3]), leaf([10])];
      const y = x0.add(x1);
      y.backward({ gradient: ones([3]) });
      return {
        sum: y.toArray(),
        x1: x1.grad!.toArray(),
        broadcast: broadcastTo(tensor([1, 2]), [2, 2]).toArray(),
        summed: sumTo(
          tensor([
            [1, 2, 3],
            [4, 5, 6],
          ]),
          [1, 3],
        ).toArray(),
      };
    },
  },
  {
    number: 41,
    title: 'matrix products',
    run: () => {
      const [x, W] = [
        leaf([
          [1, 2, 3],
          [4, 5, 6],
        ]),
        leaf([
          [1, 2, 3, 4],
          [5, 6, 7, 8],
          [9, 10, 11, 12],
        ]),
      ];
      matMul(x, W).backward({ gradient: ones([2, 4]) });
      return { x: x.grad!.shape, W: W.grad!.shape };
    },
  },
  {
    number: 42,
    title: 'linear regression',
    run: async ({ save }) => {
      const generator = new Generator(0);
      const x = tensor(generator.rand(100), { shape: [100, 1] });
      const y = x
        .mul(2)
        .add(5)
        .add(tensor(generator.rand(100), { shape: [100, 1] }));
      const [W, b] = [new Parameter(tensor([[0]])), new Parameter(tensor([0]))];
      const optimizer = new SGD([W, b], { learningRate: 0.1 });
      let last = 0;
      for (let i = 0; i < 100; i++) {
        const loss = meanSquaredError(y, matMul(x, W).add(b));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        last = loss.item();
      }
      await save('line.svg', await fitted(x, y, (at) => matMul(at, W).add(b)));
      return { W: W.item(), b: b.item(), loss: last };
    },
  },
  { number: 43, title: 'a neural network', run: async ({ save }) => ({ losses: await fitWave(9001, save) }) },
  {
    number: 44,
    title: 'layers gather their parameters, and learn the size of their input from it',
    run: () => {
      const layer = new Linear(null, 10);
      layer.forward(ones([3, 4]));
      return { parameters: layer.namedParameters().map(([name, { shape }]) => [name, shape]) };
    },
  },
  {
    number: 45,
    title: 'layers of layers, and their picture',
    run: async ({ save }) => {
      const model = new Sequential(new Linear(1, 10), new Sigmoid(), new Linear(10, 1));
      const traced = trace(() => model.forward(tensor([[0.5]], { label: 'x' })));
      await save('model.svg', await dotToSvg(modelToDot(traced)));
      return {
        parameters: model.namedParameters().map(([name]) => name),
        modules: [...new Set(traced.nodes.flatMap(({ modulePath }) => (modulePath === '' ? [] : [modulePath])))],
      };
    },
  },
  {
    number: 46,
    title: 'optimizers',
    run: () => {
      const losses = [SGD, Adam].map((Optimizer) => {
        const generator = new Generator(0);
        const { x, y } = wave(generator);
        const model = new Sequential(new Linear(1, 10, { weight, generator }), new Sigmoid(), new Linear(10, 1, { weight, generator }));
        const optimizer = new Optimizer(model.parameters(), { learningRate: Optimizer === SGD ? 0.2 : 0.01 });
        let last = 0;
        for (let i = 0; i < 500; i++) {
          const loss = meanSquaredError(y, model.forward(x));
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          last = loss.item();
        }
        return last;
      });
      return { SGD: losses[0], Adam: losses[1] };
    },
  },
  {
    number: 47,
    title: 'softmax with cross-entropy',
    run: () => {
      const generator = new Generator(0);
      const model = new Sequential(new Linear(2, 10, { weight, generator }), new Sigmoid(), new Linear(10, 3, { weight, generator }));
      const x = tensor([
        [0.2, -0.4],
        [0.3, 0.5],
        [1.3, -3.2],
        [2.1, 0.3],
      ]);
      const y = model.forward(x);
      return { rows: y.softmax(-1).sum(1).toArray(), loss: crossEntropy(y, tensor([2, 0, 1, 0], { dtype: 'int32' })).item() };
    },
  },
  { number: 48, title: 'several classes: the spiral', run: ({ save }) => trainSpiral(300, save) },
  {
    number: 49,
    title: 'data sets',
    run: () => {
      const { train } = spiral();
      const { x, y } = train.get(0);
      return { first: [Array.from(x.data), y.data[0]], length: train.length };
    },
  },
  {
    number: 50,
    title: 'loaders and accuracy',
    run: async () => {
      const { train } = spiral();
      const shapes: (readonly number[])[] = [];
      for await (const { x } of new DataLoader(train, { batchSize: 140, shuffle: true, seed: 0 })) shapes.push(x.shape);
      const guess = tensor([
        [0.2, 0.8, 0],
        [0.1, 0.9, 0],
        [0.8, 0.1, 0.1],
      ]);
      return { shapes, accuracy: accuracy(guess, tensor([1, 2, 0], { dtype: 'int32' })).item() };
    },
  },
  {
    number: 51,
    title: 'MNIST',
    run: async () => {
      const { train, test } = await mnist();
      const generator = new Generator(0);
      const model: Layer = new Sequential(
        new Linear(784, 100, { weight, generator }),
        new ReLU(),
        new Linear(100, 10, { weight, generator }),
      );
      const optimizer = new Adam(model.parameters());
      await fit(model, { data: train, loss: crossEntropy, optimizer, batchSize: 100, seed: 0, steps: 100 });
      const { x, y } = test.batch(Int32Array.from({ length: 1000 }, (_, i) => i));
      return { accuracy: accuracy(model.forward(toTensor(x)), toTensor(y)).item() };
    },
  },
];
