import { crossEntropy, Generator, scope, softmax, type Tensor } from 'megagrad';
import { mnist, Subset, toTensor } from 'megagrad/data';
import { Adam } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import type { Program } from '../program.ts';
import { fiveLayerNet, he } from '../common/five-layer-net.ts';

export const program: Program = {
  name: 'ch08-deep-learning/ensemble',
  title: 'several networks together know better than each alone',
  device: 'auto',
  async run({ full, seed, figure }) {
    const { train, test } = await mnist();
    const { x, y } = test.batch(Int32Array.from({ length: 2000 }, (_, i) => i));
    const tests = toTensor(x);
    const right = (outputs: Tensor): number =>
      Array.from(outputs.argMax(1).dataSync()).filter((guess, i) => guess === y.data[i]).length / 2000;
    const answers: Tensor[] = [];
    for (let member = 0; member < 5; member++) {
      const generator = new Generator(seed + member);
      const model = fiveLayerNet(he, generator);
      const few = new Subset(train, generator.permutation(60_000).slice(0, 5000));
      const optimizer = new Adam(model.parameters(), { learningRate: 0.001 });
      await fit(model, {
        data: few,
        loss: crossEntropy,
        optimizer,
        batchSize: 100,
        replacement: true,
        generator,
        steps: full ? 1000 : 150,
      });
      answers.push(scope(() => softmax(model.forward(tests))));
      model.dispose();
    }
    const members = answers.map(right);
    const mean = members.reduce((sum, value) => sum + value, 0) / members.length;
    const together = right(answers.reduce((sum, answer) => sum.add(answer)));
    figure({
      row: 80,
      name: 'accuracy of five together, and of one on average',
      book: 'together at least as good',
      ours: `${together.toFixed(4)} and ${mean.toFixed(4)}`,
      met: together >= mean,
    });
  },
};
