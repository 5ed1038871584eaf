import { crossEntropy, Generator } from 'megagrad';
import { mnist, Subset, type Dataset } from 'megagrad/data';
import { SGD } from 'megagrad/optim';
import { training } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import { multiLayerNet, weightsAndOthers } from '../common/multi-layer-net.ts';
import type { Program } from '../program.ts';
import { marksIn } from '../common/svg.ts';
import { share } from '../common/train-conv-net.ts';

interface Trial {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Accuracies after each epoch. */
  readonly train: number[];
  readonly validation: number[];
}

/** Section 6.5.3: 784-100x6-10 with ReLU and He's weights, rate and weight decay both log-uniform. */
async function attempt(train: Dataset, validation: Dataset, epochs: number, draws: Generator, seed: number): Promise<Trial> {
  const weightDecay = 10 ** draws.uniform(-8, -4);
  const learningRate = 10 ** draws.uniform(-6, -2);
  const generator = new Generator(seed);
  const model = multiLayerNet({ hidden: [100, 100, 100, 100, 100, 100], generator });
  const { weights, others } = weightsAndOthers(model);
  const optimizer = new SGD([{ parameters: weights, weightDecay }, { parameters: others }], { learningRate });
  const trial: Trial = { learningRate, weightDecay, train: [], validation: [] };
  // An epoch is four batches of 100, drawn with replacement.
  const options = { data: train, loss: crossEntropy, optimizer, batchSize: 100, replacement: true, generator, steps: 4 * epochs };
  for await (const event of training(model, options)) {
    if (event.kind !== 'step' || event.step % 4 !== 0) continue;
    trial.train.push(await share(model, train));
    trial.validation.push(await share(model, validation));
  }
  model.dispose();
  return trial;
}

export const program: Program = {
  name: 'ch06-training/hyperparameters',
  title: 'random search for rate and weight decay, ranked on validation images',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    const draws = new Generator(seed);
    const { train } = await mnist();
    const shuffled = draws.permutation(500);
    const validation = new Subset(train, shuffled.slice(0, 100));
    const rest = new Subset(train, shuffled.slice(100));
    const trials: Trial[] = [];
    const count = full ? 100 : 12;
    for (let i = 0; i < count; i++) trials.push(await attempt(rest, validation, full ? 50 : 20, draws, seed + i));
    const accuracy = (trial: Trial): number => trial.validation.at(-1)!;
    const ranked = trials.toSorted((a, b) => accuracy(b) - accuracy(a));
    for (const [i, trial] of ranked.slice(0, 5).entries()) {
      const { learningRate, weightDecay } = trial;
      say(`best ${i + 1}: ${accuracy(trial).toFixed(2)}, rate ${learningRate.toPrecision(3)}, weight decay ${weightDecay.toPrecision(3)}`);
    }
    const best = ranked[0]!;
    figure({
      row: 81,
      name: `best validation accuracy of ${count} trials`,
      book: '.83 (rate .0092); .84 in the repository',
      ours: `${accuracy(best).toFixed(2)} (rate ${best.learningRate.toPrecision(2)})`,
      met: accuracy(best) >= (full ? 0.75 : 0.3),
    });
    const leading = full ? 5 : 3;
    const rates = ranked.slice(0, leading).map(({ learningRate }) => learningRate);
    figure({
      row: 81,
      name: `rates of the ${leading} best`,
      book: '.001 to .01',
      ours: `${Math.min(...rates).toPrecision(2)} to ${Math.max(...rates).toPrecision(2)}`,
      met: Math.min(...rates) > 1e-3,
    });
    const decades = [-6, -5, -4, -3].map(
      (from) => trials.filter(({ learningRate }) => Math.floor(Math.log10(learningRate)) === from).length,
    );
    figure({
      row: 81,
      name: 'trials by decade of the rate, 1e-6 to 1e-2',
      book: 'log-uniform',
      ours: decades.join(' '),
      met: decades.reduce((sum, some) => sum + some) === count && decades.every((some) => some > (full ? 10 : 0)),
    });

    const shown = ranked.slice(0, 20);
    const drawing = await lines(
      shown.flatMap((trial, i) =>
        (['validation', 'train'] as const).map((name) => ({
          name,
          panel: `best ${i + 1}`,
          x: trial[name].map((_, epoch) => epoch + 1),
          y: trial[name],
        })),
      ),
      { title: 'Accuracy by epoch', xLabel: 'epoch', columns: 5, yRange: [0, 1], width: 110, height: 80 },
    );
    await save('best.svg', drawing);
    const curves = marksIn(drawing, 'line mark').length;
    figure({
      row: 81,
      name: 'curves of the best trials in the drawing, two each',
      book: '20 best',
      ours: `${curves / 2} best`,
      met: curves === 2 * Math.min(20, count),
    });
  },
};
