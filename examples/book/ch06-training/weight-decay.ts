import { drawCurves, gap, overfit } from '../overfitting.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch06-training/weight-decay',
  title: 'weight decay closes the gap between training and test images',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const epochs = full ? 201 : 60;
    const plain = await overfit(epochs, seed, {});
    const decayed = await overfit(epochs, seed, { weightDecay: 0.1 });
    figure({
      row: 76,
      name: `train and test accuracy, nothing done, epoch ${epochs}`,
      book: 'train 1.0, test well below',
      ours: `${plain.train.at(-1)!.toFixed(3)} and ${plain.test.at(-1)!.toFixed(3)}`,
      met: gap(plain) > 0.15 && (!full || plain.train.at(-1)! > 0.98),
    });
    figure({
      row: 77,
      name: 'gap with weight decay 0.1',
      book: '0.21 (.9267 - .7207)',
      ours: gap(decayed).toFixed(3),
      met: full ? Math.abs(gap(decayed) - 0.21) <= 0.06 : gap(decayed) < gap(plain),
    });
    await save('accuracy.svg', await drawCurves({ plain, decay: decayed }));
  },
};
