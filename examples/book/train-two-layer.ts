import { crossEntropy, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { init, Linear, Sequential, type Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { accuracy, evaluate, training } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Context } from './program.ts';

/** Accuracies of the book's run: of the test images after the first epoch, and of both at the end. */
export interface BookRun {
  readonly row: number;
  readonly afterEpoch: number;
  readonly train: number;
  readonly test: number;
}

/**
 * Trains 784-50-10 as chapters 4 and 5 do: initial weights 0.01 N(0, 1), SGD 0.1, batches of 100 drawn with replacement,
 * 10,000 steps; in the short form one epoch of 600.
 */
export async function trainTwoLayer({ full, seed, figure, save, say }: Context, activation: Layer, book: BookRun): Promise<void> {
  const generator = new Generator(seed);
  const { train, test } = await mnist();
  const options = { weight: init.normal(0.01), generator };
  const model = new Sequential(new Linear(784, 50, options), activation, new Linear(50, 10, options));
  const optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
  const curve = { step: [] as number[], train: [] as number[], test: [] as number[] };
  const measure = async (step: number): Promise<void> => {
    curve.step.push(step);
    curve.train.push((await evaluate(model, { data: train, metrics: [accuracy] }))['accuracy']!);
    curve.test.push((await evaluate(model, { data: test, metrics: [accuracy] }))['accuracy']!);
    say(`step ${step}: accuracy ${curve.train.at(-1)!.toFixed(4)} train, ${curve.test.at(-1)!.toFixed(4)} test`);
  };
  await measure(0);
  const steps = full ? 10_000 : 600;
  for await (const event of training(model, {
    data: train,
    loss: crossEntropy,
    optimizer,
    batchSize: 100,
    replacement: true,
    generator,
    steps,
  })) {
    if (event.kind === 'step' && (event.step % 600 === 0 || event.step === steps)) await measure(event.step);
  }
  await save(
    'accuracy.svg',
    await lines(
      ['train', 'test'].map((name) => ({ name, x: curve.step, y: curve[name as 'train' | 'test'] })),
      { xLabel: 'step', yLabel: 'accuracy' },
    ),
  );
  const near = (ours: number, theirs: number, tolerance: number): { book: string; ours: string; met: boolean } => ({
    book: theirs.toFixed(4),
    ours: ours.toFixed(4),
    met: Math.abs(ours - theirs) <= tolerance,
  });
  // One epoch in, the accuracy still climbs steeply: seeds differ by some points.
  figure({ row: book.row, name: 'test accuracy after 600 steps', ...near(curve.test[1]!, book.afterEpoch, 0.03) });
  if (!full) return;
  figure({ row: book.row, name: 'train accuracy after 10,000 steps', ...near(curve.train.at(-1)!, book.train, 0.005) });
  figure({ row: book.row, name: 'test accuracy after 10,000 steps', ...near(curve.test.at(-1)!, book.test, 0.005) });
}
