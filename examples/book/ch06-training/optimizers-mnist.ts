import { AdaGrad, Adam, SGD } from 'megagrad/optim';
import { lines } from 'megagrad/viz';
import { he, lossesOver, meanBetween } from '../common/five-layer-net.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch06-training/optimizers-mnist',
  title: 'four optimizers on MNIST: SGD is the slowest',
  device: 'auto',
  async run({ full, seed, figure, save, say }) {
    const seeds = full ? [0, 1, 2, 3, 4].map((i) => seed + i) : [seed];
    const steps = full ? 2000 : 300;
    const [from, to] = full ? [1850, 1950] : [250, 300];
    const curves = [];
    const means: Record<string, number> = {};
    for (const [name, optimizerFor, elsewhere, printed] of [
      ['SGD', (model) => new SGD(model.parameters(), { learningRate: 0.01 }), 0.203, 0.1499],
      ['Momentum', (model) => new SGD(model.parameters(), { learningRate: 0.01, momentum: 0.9 }), 0.064, 0.05],
      ['AdaGrad', (model) => new AdaGrad(model.parameters(), { learningRate: 0.01, epsilon: 1e-7 }), 0.032, 0.0163],
      ['Adam', (model) => new Adam(model.parameters(), { learningRate: 0.001, correction: 'rate', epsilon: 1e-7 }), 0.039, 0.0319],
    ] as const satisfies readonly (readonly [string, Parameters<typeof lossesOver>[3], number, number])[]) {
      const losses = await lossesOver(seeds, steps, he, optimizerFor);
      curves.push({ name, y: losses });
      const ours = meanBetween(losses, from, to);
      means[name] = ours;
      say(`${name}: ${ours.toFixed(4)}`);
      if (!full) continue;
      // The book prints the loss of one batch of one seed; the mean of many was measured elsewhere.
      figure({
        row: 66,
        name: `${name}: mean loss of steps 1850-1950, 5 seeds`,
        book: `${printed} (one batch), ${elsewhere} as a mean`,
        ours: ours.toFixed(4),
        met: Math.abs(ours / elsewhere - 1) <= 0.3,
      });
    }
    const slowest = Object.keys(means).reduce((worst, name) => (means[name]! > means[worst]! ? name : worst));
    figure({ row: 66, name: 'slowest optimizer', book: 'SGD', ours: slowest, met: slowest === 'SGD' });
    await save('losses.svg', await lines(curves, { title: 'Optimizers on MNIST', xLabel: 'step', yLabel: 'loss' }));
  },
};
