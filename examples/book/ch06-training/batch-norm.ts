import { crossEntropy, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { init } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { lines } from 'megagrad/viz';
import { multiLayerNet } from '../multi-layer-net.ts';
import type { Program } from '../program.ts';
import { first, share } from '../train-conv-net.ts';

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
      const model = multiLayerNet({ hidden: [100, 100, 100, 100, 100], weight: init.normal(std), batchNorm: normalized, generator });
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
