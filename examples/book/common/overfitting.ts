import { crossEntropy, Generator } from 'megagrad';
import { mnist, Subset } from 'megagrad/data';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, training } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import { multiLayerNet, weightsAndOthers } from './multi-layer-net.ts';

/** Accuracies, and the epochs after which they were measured. */
export interface Curves {
  readonly epoch: number[];
  readonly train: number[];
  readonly test: number[];
}

/** What is set against overfitting. */
export interface Remedy {
  /** Coefficient of half the squared weights, biases excepted. Default 0. */
  readonly weightDecay?: number;
  /** Share of activations that is dropped. Default 0. */
  readonly dropout?: number;
}

/** Section 6.4: seven layers, 784-100x6-10 with ReLU and He's weights, on the first 300 images of MNIST; SGD 0.01. */
export async function overfit(epochs: number, seed: number, { weightDecay = 0, dropout = 0 }: Remedy): Promise<Curves> {
  const generator = new Generator(seed);
  const { train, test } = await mnist();
  const few = new Subset(
    train,
    Int32Array.from({ length: 300 }, (_, i) => i),
  );
  const model = multiLayerNet({ hidden: [100, 100, 100, 100, 100, 100], dropout, generator });
  const { weights, others } = weightsAndOthers(model);
  const optimizer = new SGD([{ parameters: weights, weightDecay }, { parameters: others }], { learningRate: 0.01 });
  const curves: Curves = { epoch: [], train: [], test: [] };
  const measure = async (epoch: number): Promise<void> => {
    curves.epoch.push(epoch);
    curves.train.push((await evaluate(model, { data: few, metrics: [accuracy] }))['accuracy']!);
    curves.test.push((await evaluate(model, { data: test, metrics: [accuracy] }))['accuracy']!);
  };
  // An epoch is three batches of 100, drawn with replacement.
  const steps = 3 * epochs;
  for await (const event of training(model, {
    data: few,
    loss: crossEntropy,
    optimizer,
    batchSize: 100,
    replacement: true,
    generator,
    steps,
  })) {
    if (event.kind === 'step' && event.step % 3 === 0 && (event.step % 30 === 0 || event.step === steps)) await measure(event.step / 3);
  }
  return curves;
}

/** How much better the training images are known than the test images at the end. */
export function gap({ train, test }: Curves): number {
  return train.at(-1)! - test.at(-1)!;
}

/** The curves of runs by name, as SVG. */
export function drawCurves(runs: Readonly<Record<string, Curves>>): Promise<string> {
  const series = Object.entries(runs).flatMap(([name, { epoch, train, test }]) =>
    Object.entries({ train, test }).map(([part, y]) => ({ name: `${part}, ${name}`, x: epoch, y })),
  );
  return lines(series, { xLabel: 'epoch', yLabel: 'accuracy' });
}
