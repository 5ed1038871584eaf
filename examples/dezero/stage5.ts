/** Steps 52 to 60: beyond the basics. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conv2d, crossEntropy, device, dropout, Generator, im2col, maxPool, mse, noGrad, ones, scope, tensor, type Tensor } from 'megagrad';
import { SeqDataLoader, sinCurve, toTensor } from 'megagrad/data';
import { Linear, LSTM, Module, RNN, Sequential, Sigmoid } from 'megagrad/nn';
import { Adam, SGD } from 'megagrad/optim';
import { loadWeights, saveWeights } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Step, StepContext } from './step.ts';

/** Height or width after a convolution (the book, equation 7.1). */
const outputSize = (input: number, filter: number, stride: number, padding: number): number =>
  Math.floor((input + 2 * padding - filter) / stride) + 1;

/** Twenty losses of a small network, on the device that is current. */
function lossesHere(): number[] {
  const generator = new Generator(0);
  const model = new Sequential(new Linear(8, 16, { generator }), new Sigmoid(), new Linear(16, 4, { generator }));
  const optimizer = new SGD(model.parameters(), { learningRate: 0.5 });
  const x = tensor(generator.randn(32 * 8), { shape: [32, 8] });
  const y = tensor(Int32Array.from({ length: 32 }, (_, i) => i % 4));
  return Array.from({ length: 20 }, () =>
    scope(() => {
      const loss = crossEntropy(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      return loss.item();
    }),
  );
}

/** A recurrent layer with a linear one on top: the next value of a curve from the values so far. */
class NextValue extends Module {
  readonly recurrent: RNN | LSTM;
  readonly output: Linear;

  constructor(recurrent: RNN | LSTM, hidden: number, generator: Generator) {
    super();
    this.recurrent = recurrent;
    this.output = new Linear(hidden, 1, { generator });
  }

  override forward(x: Tensor): Tensor {
    return this.output.forward(this.recurrent.forward(x));
  }
}

/** Learns a noisy sine by backpropagation through 30 steps, and is asked for a cosine. */
async function learnCurve(
  kind: 'RNN' | 'LSTM',
  batchSize: number,
  epochs: number,
  save: StepContext['save'],
): Promise<{ first: number; last: number; cosine: number }> {
  const generator = new Generator(0);
  const hidden = 32;
  const recurrent = kind === 'RNN' ? new RNN(1, hidden, { stateful: true, generator }) : new LSTM(1, hidden, { stateful: true, generator });
  const model = new NextValue(recurrent, hidden, generator);
  const optimizer = new Adam(model.parameters(), { learningRate: 0.005 });
  const { train, test } = sinCurve();
  const loader = new SeqDataLoader(train, { batchSize, timeSize: 30 });
  const losses: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    recurrent.resetState();
    let sum = 0;
    for await (const { x, y } of loader) {
      sum += scope(() => {
        const loss = mse(model.forward(x), y);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        return loss.item();
      });
    }
    losses.push(sum / loader.length);
  }
  recurrent.resetState();
  const all = test.batch(Int32Array.from({ length: test.length }, (_, i) => i));
  const [x, y] = [all.x, all.y].map((curve) => toTensor(curve).reshape([1, test.length, 1]));
  const guess = noGrad(() => model.eval().forward(x!));
  const curves = [
    { name: 'cosine', y: y!.dataSync() },
    { name: 'prediction', y: guess.dataSync() },
  ];
  await save('cosine.svg', await lines(curves, { title: `${kind}: the next value of a cosine` }));
  await save('loss.svg', await lines([{ name: 'loss', y: losses }], { xLabel: 'epoch', yLabel: 'loss' }));
  return { first: losses[0]!, last: losses.at(-1)!, cosine: mse(guess, y!).item() };
}

export const steps: readonly Step[] = [
  {
    number: 52,
    title: 'the same numbers on another device',
    run: async () => {
      const reference = lossesHere();
      await device.use('wasm');
      try {
        const wasm = lossesHere();
        return { largestDifference: Math.max(...wasm.map((loss, i) => Math.abs(loss - reference[i]!))) };
      } finally {
        await device.use('reference');
      }
    },
  },
  {
    number: 53,
    title: 'weights in a file',
    run: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'dezero-'));
      try {
        const [saved, loaded] = [new Linear(3, 2), new Linear(3, 2)];
        await saveWeights(saved, join(folder, 'weights.npz'));
        await loadWeights(loaded, join(folder, 'weights.npz'));
        return { same: JSON.stringify(saved.weight.toArray()) === JSON.stringify(loaded.weight.toArray()) };
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
  {
    number: 54,
    title: 'dropout, and its absence when tested',
    run: () => {
      const kept = dropout(ones([1000]), { p: 0.5, generator: new Generator(0) });
      return {
        values: [...new Set(kept.dataSync())].toSorted(),
        mean: kept.mean().item(),
        tested: dropout(ones([5]), { training: false }).toArray(),
      };
    },
  },
  { number: 55, title: 'sizes of convolutions', run: () => ({ size: [outputSize(4, 3, 1, 1), outputSize(4, 3, 1, 1)] }) },
  {
    number: 56,
    title: 'channels and batches',
    run: () => ({ maps: conv2d(ones([10, 7, 7, 3]), ones([3, 3, 3, 2])).shape }),
  },
  {
    number: 57,
    title: 'convolution by im2col, pooling',
    run: () => ({
      one: im2col(ones([1, 7, 7, 3]), 5).shape,
      ten: im2col(ones([10, 7, 7, 3]), 5).shape,
      // DeZero's (1, 8, 15, 15) and (1, 5, 15, 15): its images are [N, C, H, W].
      conv: conv2d(ones([1, 15, 15, 5]), ones([3, 3, 5, 8]), { padding: 1 }).shape,
      pool: maxPool(ones([1, 30, 30, 5]), 2).shape,
    }),
  },
  {
    number: 58,
    title: 'a picture as VGG16 wants it: blue, green, red, less their means over ImageNet',
    run: () => {
      const picture = ones([1, 224, 224, 3]).mul(tensor([10, 20, 30]));
      const bgr = picture.flip(-1).sub(tensor([103.939, 116.779, 123.68]));
      return { shape: bgr.shape, pixel: bgr.slice({ begin: [0, 0, 0, 0], size: [1, 1, 1, 3] }).toArray() };
    },
  },
  { number: 59, title: 'an RNN learns a sine', run: ({ save }) => learnCurve('RNN', 1, 10, save) },
  { number: 60, title: 'an LSTM learns it thirty places at a time', run: ({ save }) => learnCurve('LSTM', 30, 40, save) },
];
