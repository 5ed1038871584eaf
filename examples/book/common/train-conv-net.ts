import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { crossEntropy, type Generator } from 'megagrad';
import { Subset, writeNpz, type Dataset, type TrainTest } from 'megagrad/data';
import type { Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import { accuracy, evaluate, loadWeights, training } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Context } from '../program.ts';

/** Steps of a run, and the images that it is tested with. */
export interface Length {
  readonly steps: number;
  /** Steps between tests; the book's epoch is 600. */
  readonly every: number;
}

/** The first images of a data set. */
export function first(data: Dataset, count: number): Subset {
  return new Subset(
    data,
    Int32Array.from({ length: count }, (_, i) => i),
  );
}

/** Share of images that a model gets right. */
export async function share(model: Layer, data: Dataset): Promise<number> {
  return (await evaluate(model, { data, metrics: [accuracy] }))['accuracy']!;
}

/**
 * Trains as chapters 7 and 8 do: Adam 0.001 as the book writes it, batches of 100 drawn with replacement. Returns the share
 * of test images that are right, after every `every` steps.
 */
export async function trainConvNet(
  { say, save }: Pick<Context, 'say' | 'save'>,
  model: Layer,
  { train, test }: TrainTest,
  generator: Generator,
  { steps, every }: Length,
): Promise<number[]> {
  const optimizer = new Adam(model.parameters(), { learningRate: 0.001, correction: 'rate', epsilon: 1e-7 });
  const curve: number[] = [];
  for await (const event of training(model, {
    data: train,
    loss: crossEntropy,
    optimizer,
    batchSize: 100,
    replacement: true,
    generator,
    steps,
  })) {
    if (event.kind !== 'step' || event.step % every !== 0) continue;
    curve.push(await share(model, test));
    say(`step ${event.step}: loss ${event.loss.toFixed(4)}, test accuracy ${curve.at(-1)!.toFixed(4)}`);
  }
  const x = curve.map((_, i) => (i + 1) * every);
  if (x.length > 1) await save('accuracy.svg', await lines([{ name: 'test', x, y: curve }], { xLabel: 'step', yLabel: 'accuracy' }));
  return curve;
}

/**
 * Gives a model what it needs to know: at full length the weights that program `name` saved with `--full`, if it has run, else
 * a training of `length`.
 */
export async function learnConvNet(
  context: Context,
  name: string,
  model: Layer,
  data: TrainTest,
  generator: Generator,
  length: Length,
): Promise<void> {
  const weights = join(context.folder, '../..', name, 'weights.npz');
  if (context.full && existsSync(weights)) {
    await loadWeights(model, weights);
    context.say(`weights of ${name}, full length: ${weights}`);
    return;
  }
  if (context.full) context.say(`no ${weights}: trains for ${length.steps} steps`);
  await trainConvNet(context, model, data, generator, length);
}

/** The mean of the last few numbers. */
export function meanOfLast(values: readonly number[], count: number): number {
  const last = values.slice(-count);
  return last.reduce((sum, value) => sum + value, 0) / last.length;
}

/** Parameters by name, as an npz file. */
export function weightsOf(model: Layer): Promise<Uint8Array> {
  const arrays = model
    .namedParameters()
    .map(([name, parameter]) => [name, { data: parameter.dataSync(), shape: parameter.shape }] as const);
  return writeNpz(Object.fromEntries(arrays));
}
