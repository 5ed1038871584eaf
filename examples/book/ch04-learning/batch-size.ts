import { crossEntropy, Generator } from 'megagrad';
import { DataLoader, mnist, Subset, type Dataset } from 'megagrad/data';
import { init, Linear, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, fit } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { cornersOf, marksIn } from '../common/svg.ts';

/** 784-50-10 with He's weights. */
function network(seed: number): Layer {
  const options = { weight: init.he(), generator: new Generator(seed) } as const;
  return new Sequential(new Linear(784, 50, options), new ReLU(), new Linear(50, 10, options));
}

/** The gradients of all weights: the mean over the batches of an epoch. */
async function gradients(model: Layer, data: Dataset, batchSize: number): Promise<Float64Array> {
  const loader = new DataLoader(data, { batchSize });
  for (const parameter of model.parameters()) parameter.grad = null;
  for await (const { x, y } of loader) crossEntropy(model.forward(x), y).div(loader.length).backward();
  return Float64Array.from(model.parameters().flatMap(({ grad }) => Array.from(grad!.dataSync())));
}

/** Means of so many losses each, over the images seen when the first of them was measured. */
function smoothed(losses: readonly number[], length: number, batchSize: number): { x: number[]; y: number[] } {
  const parts = Array.from({ length: losses.length / length }, (_, i) => losses.slice(i * length, (i + 1) * length));
  return {
    x: parts.map((_, i) => i * length * batchSize),
    y: parts.map((part) => part.reduce((sum, loss) => sum + loss, 0) / part.length),
  };
}

export const program: Program = {
  name: 'ch04-learning/batch-size',
  title: 'all images for one step, or a hundred: where the same number of images leads',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const { train, test } = await mnist();
    const count = full ? 60_000 : 3000;
    const data = new Subset(
      train,
      Int32Array.from({ length: count }, (_, i) => i),
    );
    const name = (text: string): string => `${text}, ${count} images`;

    // The loss is a mean over images: its gradient is the mean of the gradients of equal parts.
    const [whole, parts] = [await gradients(network(seed), data, count), await gradients(network(seed), data, 100)];
    const scale = Math.max(...whole.map(Math.abs));
    const apart = Math.max(...whole.map((gradient, i) => Math.abs(gradient - parts[i]!)));
    figure({
      row: 67,
      name: name('gradient of all against the mean over batches of 100: largest difference by largest gradient'),
      book: '0',
      ours: (apart / scale).toExponential(1),
      // float32 sums of up to 60,000 terms.
      met: apart / scale < 1e-4,
    });

    const epochs = full ? 10 : 5;
    const curves: { name: string; x: number[]; y: number[] }[] = [];
    const accuracies: number[] = [];
    const steps: number[] = [];
    for (const batchSize of [count, 100]) {
      const model = network(seed);
      const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
      const { losses } = await fit(model, { data, loss: crossEntropy, optimizer, batchSize, epochs, generator: new Generator(seed) });
      accuracies.push((await evaluate(model, { data: test, metrics: [accuracy] }))['accuracy']!);
      steps.push(losses.length);
      const title = batchSize === count ? 'all images a step' : '100 images a step';
      curves.push({ name: title, ...smoothed(losses, Math.max(1, losses.length / epochs / 10), batchSize) });
    }
    const svg = await lines(curves, { xLabel: 'images seen', yLabel: 'loss' });
    await save('batch-size.svg', svg);
    const points = marksIn(svg, 'line mark').map((curve) => cornersOf(curve).length);
    const wanted = `${epochs}, ${10 * epochs}`;
    figure({
      row: 67,
      name: name('points on the drawn curves: a step, and a tenth of an epoch each'),
      ours: points.join(', '),
      met: points.join(', ') === wanted,
    });
    figure({
      row: 67,
      name: name(`test accuracy after ${steps.join(' and after ')} steps, ${epochs} epochs`),
      book: 'many small steps are far ahead',
      ours: accuracies.map((value) => value.toFixed(4)).join(', '),
      met: accuracies[1]! > accuracies[0]! + 0.1 && accuracies[1]! > 0.8,
    });
  },
};
