import { Generator, scope } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { images } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { first, learnConvNet, share } from '../common/train-conv-net.ts';
import { deepConvNet } from './models/deep-conv-net.ts';

export const program: Program = {
  name: 'ch08-deep-learning/misclassified',
  title: 'the digits that DeepConvNet gets wrong are hard to read',
  device: 'auto',
  async run(context) {
    const { full, seed, figure, save, say } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = deepConvNet(generator);
    const length = full ? { steps: 3000, every: 600 } : { steps: 50, every: 50 };
    const count = full ? 10_000 : 500;
    const tested = first(test, count);
    await learnConvNet(context, 'ch08-deep-learning/deep-conv-net', model, { train, test: tested }, generator, length);
    const wrong: { index: number; label: number; guess: number }[] = [];
    model.eval();
    for (let start = 0; start < count; start += 500) {
      const { x, y } = test.batch(Int32Array.from({ length: 500 }, (_, i) => start + i));
      const guesses = scope(() => model.forward(toTensor(x)).argMax(1).dataSync());
      guesses.forEach((guess, i) => {
        if (guess !== y.data[i]) wrong.push({ index: start + i, label: y.data[i]!, guess });
      });
    }
    for (const { index, label, guess } of wrong.slice(0, 5)) say(`image ${index}: a ${label}, read as ${guess}`);
    const pictures = wrong.slice(0, 20).map(({ index, label, guess }) => ({
      pixels: test.get(index).x.data,
      height: 28,
      width: 28,
      caption: `${label}, not ${guess}`,
    }));
    await save('misclassified.svg', images(pictures, { title: 'label, and what the network read instead', columns: 5, size: 64 }));
    // What is wrong here must be what is not right there.
    const expected = Math.round(count * (1 - (await share(model, tested))));
    figure({
      row: 90,
      name: `wrong of ${count} test images, ${pictures.length} of them drawn with label and guess`,
      book: '62 after 20 epochs',
      ours: String(wrong.length),
      met: wrong.length === expected && pictures.length === Math.min(20, wrong.length) && wrong.length < (full ? 100 : 250),
    });
  },
};
