import { crossEntropy, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { BatchNorm1d, init, Linear, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';
import { first, share } from '../train-conv-net.ts';

/** 784-100x5-10 with ReLU, all weights of one deviation; with or without batch normalization before each activation. */
function network(std: number, normalized: boolean, generator: Generator): Layer {
  const sizes = [784, 100, 100, 100, 100, 100];
  const options = { weight: init.normal(std), generator };
  const hidden = sizes.slice(1).flatMap((size, i): Layer[] => {
    const linear = new Linear(sizes[i]!, size, options);
    return normalized ? [linear, new BatchNorm1d(size, { epsilon: 1e-6 }), new ReLU()] : [linear, new ReLU()];
  });
  return new Sequential(...hidden, new Linear(100, 10, options));
}

export const program: Program = {
  name: 'ch06-training/batch-norm',
  title: 'batch normalization learns whatever the initial weights',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    const { train } = await mnist();
    const data = first(train, 1000);
    const scales = Array.from({ length: 16 }, (_, i) => 10 ** ((-4 * i) / 15)).filter((_, i) => full || i % 5 === 0);
    const learn = async (std: number, normalized: boolean): Promise<number> => {
      const generator = new Generator(seed);
      const model = network(std, normalized, generator);
      const optimizer = new SGD(model.parameters(), { learningRate: 0.01 });
      // The plain network overflows at the largest scales, as the book's does.
      await fit(model, {
        data,
        loss: crossEntropy,
        optimizer,
        batchSize: 100,
        replacement: true,
        generator,
        steps: 200,
        onNonFinite: 'stop',
      });
      const accuracy = await share(model, data);
      model.dispose();
      return accuracy;
    };
    const plain: number[] = [];
    const normalized: number[] = [];
    for (const std of scales) {
      plain.push(await learn(std, false));
      normalized.push(await learn(std, true));
      say(`std ${std.toPrecision(2)}: ${plain.at(-1)!.toFixed(3)} plain, ${normalized.at(-1)!.toFixed(3)} with batch normalization`);
    }
    // The book's least with it is .42, at std 1; chance is .1.
    const learned = normalized.filter((accuracy) => accuracy > 0.3).length;
    const failed = plain.filter((accuracy) => accuracy < 0.3).length;
    figure({
      row: 31,
      name: 'scales at which batch normalization learns',
      book: 'all 16',
      ours: `${learned} of ${scales.length}`,
      met: learned === scales.length,
    });
    figure({
      row: 31,
      name: 'scales at which the plain network fails',
      book: '13 of 16',
      ours: `${failed} of ${scales.length}`,
      met: failed > scales.length / 2,
    });
    const x = scales.map((std) => Math.log10(std));
    await save(
      'accuracy.svg',
      await lines(
        [
          { name: 'plain', x, y: plain },
          { name: 'batch normalization', x, y: normalized },
        ],
        { xLabel: 'log10 of the deviation', yLabel: 'train accuracy' },
      ),
    );
  },
};
