import { crossEntropyError, halfSquaredError, tensor } from 'megagrad';
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
  },
};
