import { crossEntropy, Generator } from 'megagrad';
import { mnist, Subset, type Dataset } from 'megagrad/data';
import { init, Linear, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, fit } from 'megagrad/train';
import type { Program } from '../program.ts';

/** 784-100x6-10 with ReLU and He's weights. */
function network(generator: Generator): Layer {
  const sizes = [784, 100, 100, 100, 100, 100, 100, 10];
  const layers = sizes.slice(1).flatMap((size, i): Layer[] => [new Linear(sizes[i]!, size, { weight: init.he(), generator }), new ReLU()]);
  return new Sequential(...layers.slice(0, -1));
}

interface Trial {
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly accuracy: number;
}

async function attempt(train: Dataset, validation: Dataset, epochs: number, draws: Generator, seed: number): Promise<Trial> {
  // Section 6.5.3: both log-uniform.
  const weightDecay = 10 ** draws.uniform(-8, -4);
  const learningRate = 10 ** draws.uniform(-6, -2);
  const generator = new Generator(seed);
  const model = network(generator);
  const optimizer = new SGD(model.parameters(), { learningRate, weightDecay });
  await fit(model, { data: train, loss: crossEntropy, optimizer, batchSize: 100, replacement: true, generator, steps: 4 * epochs });
  const measured = await evaluate(model, { data: validation, metrics: [accuracy] });
  model.dispose();
  return { learningRate, weightDecay, accuracy: measured['accuracy']! };
}

export const program: Program = {
  name: 'ch06-training/hyperparameters',
  title: 'random search for rate and weight decay, ranked on validation images',
  device: 'auto',
  async run({ full, seed, figure, say }) {
    const draws = new Generator(seed);
    const { train } = await mnist();
    const shuffled = draws.permutation(500);
    const validation = new Subset(train, shuffled.slice(0, 100));
    const rest = new Subset(train, shuffled.slice(100));
    const trials: Trial[] = [];
    for (let i = 0; i < (full ? 100 : 12); i++) trials.push(await attempt(rest, validation, full ? 50 : 20, draws, seed + i));
    const ranked = trials.toSorted((a, b) => b.accuracy - a.accuracy);
    for (const [i, { accuracy: share, learningRate, weightDecay }] of ranked.slice(0, 5).entries()) {
      say(`best ${i + 1}: accuracy ${share.toFixed(2)}, rate ${learningRate.toPrecision(3)}, weight decay ${weightDecay.toPrecision(3)}`);
    }
    const best = ranked[0]!;
    figure({
      row: 81,
      name: 'best validation accuracy',
      book: '.83 (rate .0092); .84 in the repository',
      ours: `${best.accuracy.toFixed(2)} (rate ${best.learningRate.toPrecision(2)})`,
      met: best.accuracy >= (full ? 0.75 : 0.3),
    });
    const good = best.learningRate > 1e-3;
    figure({ row: 81, name: 'good rates', book: '.001 to .01', ours: best.learningRate.toPrecision(2), met: good });
  },
};
