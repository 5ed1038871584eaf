import { Generator, noGrad, tensor, type Tensor } from 'megagrad';
import { mnist, toTensor, type ArrayDataset } from 'megagrad/data';
import { Conv2d, Flatten, init, Linear, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { images, lines, type GrayImage } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { first, learnConvNet } from '../common/train-conv-net.ts';
import { deepConvNet } from './models/deep-conv-net.ts';

/** Three convolutions that learn in seconds; DeepConvNet has six. */
function smallConvNet(generator: Generator): Layer {
  const options = { weight: init.he(), generator };
  const conv = (from: number, to: number): Layer[] => [new Conv2d(from, to, 3, { ...options, padding: 1 }), new ReLU(), new MaxPool2d(2)];
  return new Sequential(...conv(1, 8), ...conv(8, 16), ...conv(16, 32), new Flatten(), new Linear(288, 10, options));
}

/** The first images of a data set, and what each layer of a model with a ReLU makes of them; the images themselves come first. */
function activations(model: Layer, data: ArrayDataset, count: number): { maps: Tensor[]; labels: number[] } {
  const { x, y } = data.batch(Int32Array.from({ length: count }, (_, i) => i));
  const maps = [toTensor(x)];
  noGrad(() => {
    let value = maps[0]!;
    for (const layer of model as Sequential) {
      value = layer.forward(value);
      if (layer instanceof ReLU) maps.push(value);
    }
  });
  return { maps, labels: Array.from(y.data) };
}

/** The share of images that are nearest to the mean of their own class. */
function nearestMean(known: Tensor, labels: readonly number[], asked: Tensor, answers: readonly number[]): number {
  const rows = (x: Tensor): Tensor => x.reshape([x.shape[0]!, -1]);
  // Row c of the averaging matrix has 1 / n where an image is of class c.
  const counts = Array.from({ length: 10 }, (_, c) => labels.filter((label) => label === c).length);
  const averaging = Array.from({ length: 10 }, (_, c) => labels.map((label) => (label === c ? 1 / counts[c]! : 0)));
  const means = tensor(averaging).matMul(rows(known));
  // |a - m|^2 = |a|^2 - 2 a m + |m|^2; the first is the same for all m.
  const distances = means.square().sum(1).sub(rows(asked).matMul(means.transpose()).mul(2));
  const nearest = Array.from(distances.argMin(1).dataSync());
  return nearest.filter((c, i) => c === answers[i]).length / answers.length;
}

/** Eight maps of the first image. */
function pictures(x: Tensor, name: string): GrayImage[] {
  const [, height, width, count] = x.shape as [number, number, number, number];
  const values = Array.from(x.slice({ begin: [0, 0, 0, 0], size: [1, height, width, count] }).dataSync());
  return Array.from({ length: 8 }, (_, m) => ({
    height,
    width,
    pixels: values.filter((__, i) => i % count === m),
    caption: m === 0 ? name : '',
  }));
}

export const program: Program = {
  name: 'ch08-deep-learning/deeper-layers',
  title: 'the deeper a layer, the more it says what a digit is rather than where its pixels are',
  device: 'auto',
  async run(context) {
    const { full, seed, figure, save } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = full ? deepConvNet(generator) : smallConvNet(generator);
    const length = full ? { steps: 3000, every: 600 } : { steps: 150, every: 50 };
    await learnConvNet(context, 'ch08-deep-learning/deep-conv-net', model, { train, test: first(test, 500) }, generator, length);

    model.eval();
    const known = activations(model, train, 1000);
    const asked = activations(model, test, 500);
    const convolutions = asked.maps.filter(({ rank }, i) => i > 0 && rank === 4);
    const drawn = convolutions.flatMap((x, i) => pictures(x, `conv ${i + 1}`));
    await save('maps.svg', images(drawn, { title: 'Eight maps of each convolution', columns: 8 }));
    const shares = asked.maps.map((x, layer) => nearestMean(known.maps[layer]!, known.labels, x, asked.labels));
    await save(
      'nearest-mean.svg',
      await lines([{ name: 'test', y: shares }], {
        title: 'Digits nearest to the mean of their class',
        xLabel: 'layer (0: pixels)',
        yLabel: 'share',
      }),
    );
    const shapes = convolutions.map(({ shape }) => shape.slice(1).join('x')).join(' ');
    const [expected, wide] = full ? ['28x28x16 28x28x16 14x14x32 16x16x32 8x8x64 8x8x64', 0.2] : ['28x28x8 14x14x16 7x7x32', 0.02];
    figure({ row: 124, name: 'activation maps by layer', ours: shapes, met: shapes === expected });
    figure({
      row: 124,
      name: 'digits nearest to the mean of their class, by pixels and by the maps of each layer',
      book: 'deeper is more abstract',
      ours: shares.map((value) => value.toFixed(3)).join(' '),
      met: shares.slice(1).every((value) => value > shares[0]!) && shares.at(-1)! > shares[0]! + wide,
    });
  },
};
