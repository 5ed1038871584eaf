import { square, tensor, Parameter, type Tensor } from 'megagrad';
import { Adam, AdaGrad, SGD, type Optimizer } from 'megagrad/optim';
import { lines } from 'megagrad/viz';
import type { Program } from '../program.ts';

/** Section 6.1.2: f(x, y) = x^2 / 20 + y^2, a valley along x. */
const valley = (p: Tensor): Tensor =>
  square(p)
    .mul(tensor([1 / 20, 1]))
    .sum();

const optimizers: Readonly<Record<string, (p: Parameter) => Optimizer>> = {
  SGD: (p) => new SGD([p], { learningRate: 0.95 }),
  // The book's velocity includes the rate: at a constant rate the same steps.
  Momentum: (p) => new SGD([p], { learningRate: 0.1, momentum: 0.9 }),
  AdaGrad: (p) => new AdaGrad([p], { learningRate: 1.5, epsilon: 1e-7 }),
  Adam: (p) => new Adam([p], { learningRate: 0.3, correction: 'rate', epsilon: 1e-7 }),
};

export const program: Program = {
  name: 'ch06-training/optimizers-valley',
  title: 'four optimizers on their way down a valley',
  device: 'reference',
  async run({ figure, save }) {
    const paths: { name: string; x: number[]; y: number[] }[] = [];
    for (const [name, make] of Object.entries(optimizers)) {
      const p = new Parameter(tensor([-7, 2]));
      const optimizer = make(p);
      const path = { name, x: [-7], y: [2] };
      for (let step = 0; step < 30; step++) {
        optimizer.zeroGrad();
        valley(p).backward();
        optimizer.step();
        const [x, y] = p.dataSync();
        path.x.push(x!);
        path.y.push(y!);
      }
      paths.push(path);
      const before = valley(tensor([-7, 2])).item();
      const after = valley(p).item();
      figure({ row: 65, name: `${name}: height after 30 steps`, book: 'near 0', ours: after.toFixed(4), met: after < before / 10 });
    }
    await save('paths.svg', await lines(paths, { title: 'x²/20 + y²', xLabel: 'x', yLabel: 'y' }));
  },
};
