import { square, tensor, type Tensor } from 'megagrad';
import { numericalGradient } from 'megagrad/testing';
import type { Program } from '../program.ts';

/** Section 4.4: f(x0, x1) = x0^2 + x1^2. */
const bowl = (x: Tensor): Tensor => square(x).sum();

export const program: Program = {
  name: 'ch04-learning/numerical-gradient',
  title: 'central differences, and where gradient descent goes with good and bad rates',
  device: 'reference',
  async run({ figure }) {
    // Section 4.3.2, h = 1e-4.
    const curve = (x: number): number => 0.01 * x ** 2 + 0.1 * x;
    for (const [x, book] of [
      [5, 0.1999999999990898],
      [10, 0.2999999999986347],
    ] as const) {
      const ours = (curve(x + 1e-4) - curve(x - 1e-4)) / (2 * 1e-4);
      figure({ row: 48, name: `derivative of 0.01 x^2 + 0.1 x at ${x}`, book: String(book), ours: String(ours), met: ours === book });
    }
    for (const [point, book] of [
      [
        [3, 4],
        [6, 8],
      ],
      [
        [0, 2],
        [0, 4],
      ],
      [
        [3, 0],
        [6, 0],
      ],
    ] as const) {
      const ours = Array.from(numericalGradient(bowl, tensor(point)).dataSync(), (g) => Number(g.toFixed(6)));
      figure({
        row: 49,
        name: `gradient of x0^2 + x1^2 at ${String(point)}`,
        book: String(book),
        ours: String(ours),
        met: String(ours) === String(book),
      });
    }
    // Section 4.4.1: 100 steps from (-3, 4).
    for (const [learningRate, book, met] of [
      [0.1, 'near 0', (r: number) => r < 1e-8],
      [10, 'diverges', (r: number) => r > 1e6],
      [1e-10, 'stays', (r: number) => Math.abs(r - 5) < 1e-6],
    ] as const) {
      const x = descend(tensor([-3, 4]), learningRate, 100).dataSync();
      figure({
        row: 50,
        name: `100 steps at rate ${learningRate}`,
        book,
        ours: `(${x[0]!.toExponential(2)}, ${x[1]!.toExponential(2)})`,
        met: met(Math.hypot(x[0]!, x[1]!)),
      });
    }
  },
};

function descend(from: Tensor, learningRate: number, steps: number): Tensor {
  let x = from;
  for (let i = 0; i < steps; i++) {
    const leaf = x.detach().setRequiresGrad();
    bowl(leaf).backward();
    x = leaf.sub(leaf.grad!.mul(learningRate)).detach();
  }
  return x;
}
