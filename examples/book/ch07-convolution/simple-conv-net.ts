import { join } from 'node:path';
import { crossEntropy, Generator, tensor } from 'megagrad';
import { mnist, toTensor, type ArrayDataset } from 'megagrad/data';
import type { Layer } from 'megagrad/nn';
import { loadWeights } from 'megagrad/train';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import type { Context, Program } from '../program.ts';
import { first, meanOfLast, share, trainConvNet, weightsOf } from '../common/train-conv-net.ts';

const sameBits = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Object.is(value, b[i]));

/** Weights saved, and loaded into a model that began with others, answer with the same bits. */
async function checkSaved({ full, folder, save, figure }: Context, model: Layer, test: ArrayDataset): Promise<void> {
  const name = full ? 'weights.npz' : 'weights-short.npz';
  await save(name, await weightsOf(model));
  const fresh = simpleConvNet(new Generator(12_345)).eval();
  const images = toTensor(test.batch(Int32Array.from({ length: 100 }, (_, i) => i)).x);
  const learned = model.eval().forward(images).dataSync();
  const before = sameBits(learned, fresh.forward(images).dataSync());
  await loadWeights(fresh, join(folder, name));
  const after = sameBits(learned, fresh.forward(images).dataSync());
  figure({
    row: 84,
    name: 'outputs of a fresh model, before and after it loads the weights, against the learned ones',
    ours: `${before ? 'the same bits' : 'others'}, ${after ? 'the same bits' : 'others'}`,
    met: !before && after,
  });
}

/** From the bytes of the file to the label, nothing made by hand between: one loss gives a gradient to all weights, and to the pixels. */
async function checkEndToEnd({ figure }: Context, model: Layer): Promise<void> {
  const { test } = await mnist({ flatten: false, normalize: false });
  const { x, y } = test.batch(Int32Array.from({ length: 20 }, (_, i) => i));
  const bytes = tensor(Float32Array.from(x.data), { shape: x.shape, requiresGrad: true });
  const answers = model.forward(bytes.div(255));
  const read = Array.from(answers.argMax(1).dataSync()).join('');
  model.zeroGrad();
  crossEntropy(answers, toTensor(y)).backward();
  const reached = [bytes, ...model.parameters()].filter(({ grad }) => grad !== null && grad.abs().max().item() > 0).length;
  const right = Array.from(read).filter((guess, i) => Number(guess) === y.data[i]).length;
  figure({
    row: 131,
    name: `labels read from the bytes of 20 images (${Array.from(y.data).join('')}), and tensors that one loss gives a gradient`,
    ours: `${read}, ${reached === 7 ? 'pixels and 6 of 6' : `${reached} of 7`}`,
    met: right >= 16 && reached === 7,
  });
}

export const program: Program = {
  name: 'ch07-convolution/simple-conv-net',
  title: 'one convolution reads digits better than any chain of Affine layers',
  device: 'auto',
  async run(context) {
    const { full, seed, figure } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = simpleConvNet(generator);
    const parameters = model.parameters().reduce((sum, { size }) => sum + size, 0);
    figure({ row: 36, name: 'parameters of SimpleConvNet', book: '433890', ours: String(parameters), met: parameters === 433_890 });
    if (!full) {
      const curve = await trainConvNet(context, model, { train, test: first(test, 1000) }, generator, { steps: 100, every: 25 });
      const accuracy = curve.at(-1)!;
      figure({ row: 88, name: 'test accuracy after 100 steps', ours: accuracy.toFixed(4), met: accuracy > 0.8 });
      await checkSaved(context, model, test);
      await checkEndToEnd(context, model);
      return;
    }
    const curve = await trainConvNet(context, model, { train, test }, generator, { steps: 12_000, every: 600 });
    await checkSaved(context, model, test);
    await checkEndToEnd(context, model);
    const trained = await share(model, train);
    const best = Math.max(...curve);
    const end = meanOfLast(curve, 5);
    const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
    figure({ row: 88, name: 'train accuracy after 20 epochs', book: '99.82 %', ours: percent(trained), met: trained >= 0.995 });
    figure({ row: 88, name: 'test accuracy, best epoch', book: '98.96 %', ours: percent(best), met: best >= 0.989 });
    figure({ row: 88, name: 'test accuracy, mean of the last five epochs', ours: percent(end), met: end >= 0.986 });
  },
};
