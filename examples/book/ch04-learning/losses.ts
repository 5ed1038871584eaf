import { concat, crossEntropy, crossEntropyError, halfSquaredError, mse, tensor } from 'megagrad';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch04-learning/losses',
  title: 'half the sum of squares and cross-entropy, for a right and a wrong answer',
  device: 'reference',
  async run({ figure }) {
    // Section 4.2: the answer is class 2; the first output says so, the second says 7.
    const target = tensor([[0, 0, 1, 0, 0, 0, 0, 0, 0, 0]]);
    const right = tensor([[0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0]]);
    const wrong = tensor([[0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0]]);
    for (const [row, name, ours, book] of [
      [45, 'half squared error, right', halfSquaredError(right, target), 0.0975],
      [45, 'half squared error, wrong', halfSquaredError(wrong, target), 0.5975],
      [46, 'cross-entropy error, right', crossEntropyError(right, target), 0.510825457099],
      [46, 'cross-entropy error, wrong', crossEntropyError(wrong, target), 2.30258409299],
    ] as const) {
      const value = ours.item();
      figure({ row, name, book: String(book), ours: value.toPrecision(12), met: Math.abs(value - book) < 1e-11 });
    }
    // PyTorch's and DeZero's form: the mean over the outputs in place of half their sum.
    const mean = mse(right, target).item();
    figure({
      row: 45,
      name: 'mean squared error of ten outputs, right',
      book: '0.0195',
      ours: mean.toPrecision(3),
      met: Math.abs(mean - (2 * 0.0975) / 10) < 1e-12,
    });
    const both = concat([right, wrong], { axis: 0 });
    const forms = [
      crossEntropyError(both, concat([target, target], { axis: 0 })),
      crossEntropyError(both, tensor([2, 2], { dtype: 'int32' })),
      // From the logarithms of the same probabilities, which softmax turns back.
      crossEntropy(both.add(1e-7).log(), tensor([2, 2], { dtype: 'int32' })),
    ].map((loss) => loss.item());
    const expected = (0.510825457099 + 2.30258409299) / 2;
    figure({
      row: 46,
      name: 'mean of both: labels one-hot, as numbers, and by the softmax that knows its loss',
      book: expected.toPrecision(7),
      ours: forms.map((loss) => loss.toPrecision(7)).join(', '),
      // The last has no 1e-7 inside of the logarithm, but divides by a sum of 1 + 1e-6.
      met: forms.every((loss, i) => Math.abs(loss - expected) < (i < 2 ? 1e-11 : 2e-6)),
    });
  },
};
