import { Generator } from 'megagrad';
import { mnist } from 'megagrad/data';
import type { Program } from '../program.ts';
import { first, meanOfLast, trainConvNet, weightsOf } from '../common/train-conv-net.ts';
import { deepConvNet } from './models/deep-conv-net.ts';

export const program: Program = {
  name: 'ch08-deep-learning/deep-conv-net',
  title: 'six convolutions of 3 x 3 come close to the best that was read of MNIST',
  device: 'auto',
  async run(context) {
    const { full, seed, figure } = context;
    const generator = new Generator(seed);
    const { train, test } = await mnist({ flatten: false });
    const model = deepConvNet(generator);
    const parameters = model.parameters().reduce((sum, { size }) => sum + size, 0);
    figure({ row: 36, name: 'parameters of DeepConvNet', book: '123552', ours: String(parameters), met: parameters === 123_552 });
    if (!full) {
      const curve = await trainConvNet(context, model, { train, test: first(test, 500) }, generator, { steps: 40, every: 10 });
      const accuracy = curve.at(-1)!;
      figure({ row: 89, name: 'test accuracy after 40 steps', ours: accuracy.toFixed(4), met: accuracy > 0.3 });
      return;
    }
    const curve = await trainConvNet(context, model, { train, test }, generator, { steps: 12_000, every: 600 });
    await context.save('weights.npz', await weightsOf(model));
    const best = Math.max(...curve);
    const end = meanOfLast(curve, 5);
    const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
    figure({ row: 89, name: 'test accuracy, best epoch', book: '99.38 %', ours: percent(best), met: best >= 0.993 });
    figure({ row: 89, name: 'test accuracy, mean of the last five epochs', ours: percent(end), met: end >= 0.991 });
  },
};
