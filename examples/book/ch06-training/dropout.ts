import { drawCurves, gap, overfit } from '../common/overfitting.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch06-training/dropout',
  title: 'dropout closes the gap between training and test images',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const epochs = full ? 301 : 60;
    const plain = await overfit(epochs, seed, {});
    const dropped = await overfit(epochs, seed, { dropout: 0.2 });
    figure({
      row: 78,
      name: 'gap with dropout 0.2',
      book: '0.12 (.67 - .5476)',
      ours: gap(dropped).toFixed(3),
      met: full ? Math.abs(gap(dropped) - 0.12) <= 0.04 : gap(dropped) < gap(plain),
    });
    await save('accuracy.svg', await drawCurves({ plain, dropout: dropped }));
  },
};
