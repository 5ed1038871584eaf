import { init } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { lines } from 'megagrad/viz';
import { lossesOver, meanBetween } from '../common/five-layer-net.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch06-training/initial-values-mnist',
  title: 'initial weights decide whether five layers learn',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const seeds = full ? [0, 1, 2, 3, 4].map((i) => seed + i) : [seed];
    const steps = full ? 2000 : 300;
    const [from, to] = full ? [1850, 1950] : [250, 300];
    const curves = [];
    const means: number[] = [];
    for (const [name, weight, elsewhere, printed] of [
      ['std 0.01', init.normal(0.01), 2.3, 2.305],
      ['Xavier', init.xavier({ mode: 'in' }), 0.295, 0.377],
      ['He', init.he(), 0.203, 0.286],
    ] as const) {
      const losses = await lossesOver(seeds, steps, weight, (model) => new SGD(model.parameters(), { learningRate: 0.01 }));
      curves.push({ name, y: losses });
      const ours = meanBetween(losses, from, to);
      means.push(ours);
      if (!full) continue;
      const met = name === 'std 0.01' ? ours > 2.2 : Math.abs(ours / elsewhere - 1) <= 0.3;
      figure({
        row: 74,
        name: `${name}: mean loss of steps 1850-1950, 5 seeds`,
        book: `${printed} (one batch), ${elsewhere} as a mean`,
        ours: ours.toFixed(4),
        met,
      });
    }
    const order = means[0]! > 2.2 && means[1]! > means[2]!;
    figure({
      row: 74,
      name: 'order',
      book: 'std 0.01 does not learn, He is ahead of Xavier',
      ours: means.map((mean) => mean.toFixed(3)).join(' > '),
      met: order,
    });
    await save('losses.svg', await lines(curves, { title: 'Initial weights', xLabel: 'step', yLabel: 'loss' }));
  },
};
