import { join } from 'node:path';
import { crossEntropy, Generator, scope } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { init, Linear, Sequential, Sigmoid, type Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { exportWeights, fit, importWeights, type WeightMap } from 'megagrad/train';
import type { Program } from '../program.ts';

/** 784-50-100-10 with sigmoids: the network of section 3.6. */
function network(generator: Generator): Layer {
  const options = { weight: init.xavier({ mode: 'in' }), generator } as const;
  return new Sequential(
    new Linear(784, 50, options),
    new Sigmoid(),
    new Linear(50, 100, options),
    new Sigmoid(),
    new Linear(100, 10, options),
  );
}

/** The names of the book's file of sample weights, whose arrays have the layout of ours. */
const layout: WeightMap = { '0.weight': 'W1', '0.bias': 'b1', '2.weight': 'W2', '2.bias': 'b2', '4.weight': 'W3', '4.bias': 'b3' };

export const program: Program = {
  name: 'ch03-neural-network/three-layer-inference',
  title: 'three layers read digits with given weights, one by one and in batches',
  device: 'auto',
  async run({ full, seed, folder, figure }) {
    const { train, test } = await mnist();
    // The book gives the weights; ours are learned first, and then kept in a file of the same layout.
    const generator = new Generator(seed);
    const learned = network(generator);
    const steps = full ? 6000 : 600;
    const optimizer = new Adam(learned.parameters(), { learningRate: 0.001 });
    await fit(learned, {
      data: train,
      loss: crossEntropy,
      optimizer,
      batchSize: 100,
      replacement: true,
      generator,
      steps,
    });
    const file = join(folder, 'sample-weight.npz');
    await exportWeights(learned, file, layout);

    const given = network(new Generator(seed + 1));
    await importWeights(given, file, layout);
    const parameters = given.parameters().reduce((sum, { size }) => sum + size, 0);
    figure({ row: 18, name: `parameters given, of ${steps} steps`, book: '45360', ours: String(parameters), met: parameters === 45_360 });
    const count = full ? 10_000 : 1000;
    const accuracy = (batch: number): number => {
      let right = 0;
      for (let start = 0; start < count; start += batch) {
        const { x, y } = test.batch(Int32Array.from({ length: batch }, (_, i) => start + i));
        const guesses = scope(() => given.forward(toTensor(x)).argMax(1).dataSync());
        guesses.forEach((guess, i) => (right += Number(guess === y.data[i])));
      }
      return right / count;
    };
    const [single, batched] = [accuracy(1), accuracy(100)];
    figure({
      row: 18,
      name: `accuracy on ${count} images with weights of ${steps} steps`,
      book: '.9352 with its weights',
      ours: single.toFixed(4),
      met: single > (full ? 0.93 : 0.8),
    });
    figure({
      row: 9,
      name: `accuracy on ${count} images in batches of 100`,
      book: 'the same',
      ours: batched.toFixed(4),
      met: batched === single,
    });
  },
};
