import { bceWithLogits, type Tensor } from 'megagrad';
import { toTensor, xor } from 'megagrad/data';
import { Linear, Sequential, Tanh, type Layer } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';
import type { Program } from '../program.ts';

/** Trains on the four rows of XOR and returns how many of them come out right. */
async function learn(model: Layer, x: Tensor, y: Tensor, steps: number): Promise<number> {
  const optimizer = new Adam(model.parameters(), { learningRate: 0.05 });
  for (let step = 0; step < steps; step++) {
    optimizer.zeroGrad();
    bceWithLogits(model.forward(x), y).backward();
    optimizer.step();
  }
  const answers = model.forward(x).greater(0).equal(y.greater(0.5));
  return Array.from(await answers.data()).reduce((sum, right) => sum + right, 0);
}

export const program: Program = {
  name: 'ch02-perceptron/xor-trained',
  title: 'a single layer cannot learn XOR, two layers can',
  device: 'reference',
  async run({ figure }) {
    const { x, y } = xor().batch(Int32Array.of(0, 1, 2, 3));
    const [inputs, targets] = [toTensor(x), toTensor(y)];
    const single = await learn(new Linear(2, 1), inputs, targets, 500);
    figure({ row: 15, name: 'rows of XOR right, single layer', book: 'at most 3 of 4', ours: `${single} of 4`, met: single <= 3 });
    const double = await learn(new Sequential(new Linear(2, 8), new Tanh(), new Linear(8, 1)), inputs, targets, 500);
    figure({ row: 15, name: 'rows of XOR right, two layers', book: '4 of 4', ours: `${double} of 4`, met: double === 4 });
  },
};
