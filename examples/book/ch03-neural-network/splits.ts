import { crossEntropy, Generator, mse } from 'megagrad';
import { kFold, linear, mnist, randomSplit, Subset } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, fit } from 'megagrad/train';
import type { Program } from '../program.ts';

const first = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

export const program: Program = {
  name: 'ch03-neural-network/splits',
  title: 'data to learn from and data to be judged by: test images, validation images, folds',
  device: 'reference',
  async run({ seed, figure }) {
    const { train, test } = await mnist();
    // So few images are soon known by heart: what that is worth, only new ones tell.
    const few = new Subset(train, first(500));
    const unseen = new Subset(test, first(1000));
    const generator = new Generator(seed);
    const model = new Linear(784, 10, { generator });
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    await fit(model, { data: few, loss: crossEntropy, optimizer, batchSize: 50, epochs: 30, generator });
    const [known, fresh] = await Promise.all(
      [few, unseen].map(async (data) => (await evaluate(model, { data, metrics: [accuracy] }))['accuracy']!),
    );
    figure({
      row: 5,
      name: 'accuracy on 500 images to learn from, and on 1000 new ones',
      book: 'less on new ones',
      ours: `${known!.toFixed(3)}, ${fresh!.toFixed(3)}`,
      met: known! > 0.95 && fresh! > 0.7 && fresh! < known!,
    });

    const [learn, hold] = randomSplit(train, [0.8, 0.2], { seed });
    figure({
      row: 6,
      name: 'images to learn from and held out',
      book: '20 % held out',
      ours: `${learn.length}, ${hold.length}`,
      met: hold.length === 12_000 && learn.length === 48_000,
    });
    // Shuffled first: unshuffled, all would come from the last fifth.
    const late = hold.indices.filter((index) => index >= 48_000).length / hold.length;
    const twice = train.length - new Set([...learn.indices, ...hold.indices]).size;
    figure({
      row: 6,
      name: 'share of those held out that come from the last fifth; images missing or in both parts',
      ours: `${late.toFixed(2)}, ${twice}`,
      met: late > 0.18 && late < 0.22 && twice === 0,
    });

    // Five lines, each judged by the points that it has not seen: the noise has variance 1.
    const folds = kFold(linear({ points: 100, seed }), 5, { seed });
    const scores: number[] = [];
    for (const { train: part, validation } of folds) {
      const line = new Linear(1, 1, { generator });
      await fit(line, {
        data: part,
        loss: mse,
        optimizer: new SGD(line.parameters(), { learningRate: 0.1 }),
        batchSize: 80,
        epochs: 200,
      });
      scores.push((await evaluate(line, { data: validation, loss: mse }))['loss']!);
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const covered = new Set(folds.flatMap(({ validation }) => [...validation.indices])).size;
    figure({
      row: 7,
      name: 'different points in five folds, and their mean squared error',
      book: '100, about 1',
      ours: `${covered}, ${mean.toFixed(2)}`,
      met: covered === 100 && mean > 0.5 && mean < 1.6,
    });
  },
};
