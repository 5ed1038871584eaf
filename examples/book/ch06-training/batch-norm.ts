import { crossEntropy, Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { init } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { training } from 'megagrad/train';
import { lines, type Series } from 'megagrad/viz';
import { multiLayerNet } from '../common/multi-layer-net.ts';
import type { Program } from '../program.ts';
import { first, share } from '../common/train-conv-net.ts';

export const program: Program = {
  name: 'ch06-training/batch-norm',
  title: 'batch normalization learns whatever the initial weights',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    const { train } = await mnist();
    const data = first(train, 1000);
    const scales = Array.from({ length: 16 }, (_, i) => 10 ** ((-4 * i) / 15)).filter((_, i) => full || i % 5 === 0);
    // An epoch is ten steps.
    const every = full ? 10 : 50;
    const learn = async (std: number, normalized: boolean): Promise<number[]> => {
      const generator = new Generator(seed);
      const model = multiLayerNet({ hidden: [100, 100, 100, 100, 100], weight: init.normal(std), batchNorm: normalized, generator });
      const optimizer = new SGD(model.parameters(), { learningRate: 0.01 });
      const accuracies: number[] = [];
      for await (const event of training(model, {
        data,
        loss: crossEntropy,
        optimizer,
        batchSize: 100,
        replacement: true,
        generator,
        steps: 200,
        // The plain network overflows at the largest scales, as the book's does.
        onNonFinite: 'stop',
      })) {
        if (event.kind === 'step' && (event.step % every === 0 || !Number.isFinite(event.loss))) accuracies.push(await share(model, data));
      }
      // What has overflowed stays where it is.
      while (accuracies.length < 200 / every) accuracies.push(accuracies.at(-1)!);
      model.dispose();
      return accuracies;
    };
    const plain: number[] = [];
    const normalized: number[] = [];
    const curves: Series[] = [];
    for (const std of scales) {
      const [without, having] = [await learn(std, false), await learn(std, true)];
      const panel = `W ${std.toPrecision(2)}`;
      for (const [name, y] of Object.entries({ plain: without, 'batch normalization': having }))
        curves.push({ name, panel, x: y.map((_, i) => ((i + 1) * every) / 10), y });
      plain.push(without.at(-1)!);
      normalized.push(having.at(-1)!);
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
    const options = { title: 'Train accuracy by epoch', xLabel: 'epoch', columns: 4, yRange: [0, 1], width: 140, height: 100 } as const;
    await save('accuracy.svg', await lines(curves, options));
  },
};
