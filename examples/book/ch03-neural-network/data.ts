import { crossEntropy, crossEntropyError, Generator, mse, randn, softmax, tensor } from 'megagrad';
import { DataLoader, fromOneHot, kFold, linear, mnist, normalize, oneHot, randomSplit, toTensor, whiten } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { evaluate, fit } from 'megagrad/train';

import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch03-neural-network/data',
  title: 'digits and labels: counted, split, folded, drawn in batches, normalized, whitened',
  device: 'reference',
  async run({ seed, figure }) {
    const { train, test } = await mnist();
    const labels = Array.from(train.y.data.subarray(0, 10)).join();
    figure({
      row: 1,
      name: 'images to train and to test',
      book: '60000, 10000',
      ours: `${train.length}, ${test.length}`,
      met: train.length === 60_000 && test.length === 10_000,
    });
    // Synthetic digits, drawn where the real ones cannot be had, have labels of their own.
    figure({
      row: 1,
      name: `first labels (${train.source})`,
      book: '5,0,4,1,9,2,1,3,1,4',
      ours: labels,
      met: train.source === 'synthetic' || labels === '5,0,4,1,9,2,1,3,1,4',
    });

    const generator = new Generator(seed);
    const logits = randn([10, 10], { generator });
    const classes = tensor(Array.from(train.y.data.subarray(0, 10)), { dtype: 'int32' });
    const rows = oneHot(train.y.data.subarray(0, 10), 10);
    const [byIndex, byRow] = [crossEntropy(logits, classes).item(), crossEntropyError(softmax(logits), toTensor(rows)).item()];
    const back = Array.from(fromOneHot(rows)).join();
    figure({
      row: 4,
      name: 'loss of classes and of one-hot rows',
      book: 'the same',
      ours: `${byIndex.toFixed(6)}, ${byRow.toFixed(6)}`,
      met: Math.abs(byIndex - byRow) < 1e-5 && back === labels,
    });

    const [learn, hold] = randomSplit(train, [0.8, 0.2], { seed });
    figure({
      row: 6,
      name: 'images to learn from and held out',
      book: '20 % held out',
      ours: `${learn.length}, ${hold.length}`,
      met: hold.length === 12_000 && learn.length === 48_000,
    });

    // Five lines, each judged by the points that it has not seen: the noise has variance 1.
    const points = linear({ points: 100, seed });
    const folds = kFold(points, 5, { seed });
    const scores: number[] = [];
    for (const { train: part, validation } of folds) {
      const model = new Linear(1, 1);
      await fit(model, {
        data: part,
        loss: mse,
        optimizer: new SGD(model.parameters(), { learningRate: 0.1 }),
        batchSize: 80,
        epochs: 200,
      });
      scores.push((await evaluate(model, { data: validation, loss: mse }))['loss']!);
    }
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const covered = folds.reduce((sum, { validation }) => sum + validation.length, 0);
    figure({
      row: 7,
      name: 'points in five folds, and their mean squared error',
      book: '100, about 1',
      ours: `${covered}, ${mean.toFixed(2)}`,
      met: covered === 100 && mean > 0.5 && mean < 1.6,
    });

    const seen = async (replacement: boolean): Promise<number> => {
      const loader = new DataLoader(points, {
        batchSize: 30,
        generator: new Generator(seed),
        ...(replacement ? { replacement } : { shuffle: true }),
      });
      const values = new Set<number>();
      for await (const { x } of loader) for (const value of x.dataSync()) values.add(value);
      return values.size;
    };
    const [permuted, drawn] = [await seen(false), await seen(true)];
    figure({
      row: 8,
      name: 'different points in an epoch: shuffled, and drawn with replacement',
      book: 'all, and about 63 %',
      ours: `${permuted}, ${drawn}`,
      met: permuted === 100 && drawn < 85 && drawn > 45,
    });

    const normalized = train.map(normalize({ mean: [0.5], std: [0.5] })).get(0, generator);
    const sample = normalized instanceof Promise ? await normalized : normalized;
    const range = [Math.min(...sample.x.data), Math.max(...sample.x.data)].join();
    figure({ row: 11, name: 'range of (x - 0.5) / 0.5', book: '-1,1', ours: range, met: range === '-1,1' });

    const cloud = randn([500, 3], { generator }).matMul(
      tensor([
        [2, 0, 0],
        [1, 1, 0],
        [0.5, 0.2, 0.1],
      ]),
    );
    const data = { data: Float64Array.from(cloud.dataSync()), shape: [500, 3] };
    const white = whiten(data);
    const whitened = tensor(
      Array.from({ length: 500 }, (_, i) => [...white({ data: data.data.subarray(3 * i, 3 * i + 3), shape: [3] }, generator).data]),
    );
    const covariance = whitened.transpose().matMul(whitened).div(500);
    const off = covariance
      .sub(
        tensor([
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ]),
      )
      .abs()
      .max()
      .item();
    const center = whitened.mean(0).abs().max().item();
    figure({
      row: 12,
      name: 'whitened: distance of the mean from 0, of the covariance from the identity',
      book: '0, 0',
      ours: `${center.toExponential(0)}, ${off.toExponential(0)}`,
      met: center < 1e-9 && off < 1e-9,
    });
  },
};
