import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crossEntropy, Generator, noGrad, scope } from 'megagrad';
import { mnist, toTensor, type ArrayDataset } from 'megagrad/data';
import { init, Linear, Sequential, type Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, tensorBoard, training, type EpochEvent } from 'megagrad/train';
import type { Context } from '../program.ts';
import { compareWithBook, drawCurves, every, readBack, reportLearning, type BookRun, type Curves } from './two-layer-figures.ts';

/**
 * Trains 784-50-10 as chapters 4 and 5 do: initial weights 0.01 N(0, 1), SGD 0.1, batches of 100 drawn with replacement,
 * 10,000 steps; in the short form one epoch of 600.
 */
export async function trainTwoLayer(context: Context, activation: Layer, book: BookRun): Promise<void> {
  const { full, seed, folder, say } = context;
  const generator = new Generator(seed);
  const { train, test } = await mnist();
  const options = { weight: init.normal(0.01), generator };
  const model = new Sequential(new Linear(784, 50, options), activation, new Linear(50, 10, options));
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
  const logs = join(folder, 'logs');
  await rm(logs, { recursive: true, force: true });
  const log = tensorBoard(logs, { every });
  const samples = [sampler(model, train), sampler(model, test)] as const;

  const curves: Curves = { step: [], train: [], test: [], losses: [] };
  const measure = async (step: number): Promise<void> => {
    curves.step.push(step);
    curves.train.push((await evaluate(model, { data: train, metrics: [accuracy] }))['accuracy']!);
    curves.test.push((await evaluate(model, { data: test, metrics: [accuracy] }))['accuracy']!);
    say(`step ${step}: accuracy ${curves.train.at(-1)!.toFixed(4)} train, ${curves.test.at(-1)!.toFixed(4)} test`);
  };
  await measure(0);
  const steps = full ? 10_000 : 600;
  const epochs: EpochEvent[] = [];
  for await (const event of training(model, {
    data: train,
    loss: crossEntropy,
    optimizer,
    batchSize: 100,
    replacement: true,
    generator,
    steps,
    callbacks: [log],
  })) {
    if (event.kind === 'epoch') {
      epochs.push(event);
      continue;
    }
    curves.losses.push(event.loss);
    if (event.step % every === 0) {
      for (const [i, name] of (['train_acc', 'test_acc'] as const).entries()) log.scalar(name, await samples[i]!(), event.step);
    }
    if (event.step % 600 === 0 || event.step === steps) await measure(event.step);
  }
  compareWithBook(context, curves, book);
  reportLearning(context, curves.losses, epochs);
  await drawCurves(context, curves);
  await readBack(context, logs, curves.losses);
}

/** Accuracy on the first 1000 images, as the book measures it while it trains. */
function sampler(model: Layer, data: ArrayDataset): () => Promise<number> {
  const { x, y } = data.batch(Int32Array.from({ length: 1000 }, (_, i) => i));
  const [images, labels] = [toTensor(x), toTensor(y)];
  return async () => {
    const share = scope(() => noGrad(() => model.forward(images).argMax(1).equal(labels).cast(images.dtype).mean()));
    const [value] = await share.data();
    share.dispose();
    return value!;
  };
}
