import { Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import type { Program } from '../program.ts';
import { first, meanOfLast, share, trainConvNet, weightsOf } from '../train-conv-net.ts';

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
      const [accuracy] = await trainConvNet(context, model, { train, test: first(test, 1000) }, generator, { steps: 100, every: 100 });
      figure({ row: 88, name: 'test accuracy after 100 steps', ours: accuracy!.toFixed(4), met: accuracy! > 0.8 });
      return;
    }
    const curve = await trainConvNet(context, model, { train, test }, generator, { steps: 12_000, every: 600 });
    await context.save('weights.npz', await weightsOf(model));
    const trained = await share(model, train);
    const best = Math.max(...curve);
    const end = meanOfLast(curve, 5);
    const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
    figure({ row: 88, name: 'train accuracy after 20 epochs', book: '99.82 %', ours: percent(trained), met: trained >= 0.995 });
    figure({ row: 88, name: 'test accuracy, best epoch', book: '98.96 %', ours: percent(best), met: best >= 0.989 });
    figure({ row: 88, name: 'test accuracy, mean of the last five epochs', ours: percent(end), met: end >= 0.986 });
  },
};
