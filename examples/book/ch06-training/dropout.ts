import { lines } from 'megagrad/viz';
import { overfit } from '../overfitting.ts';
import type { Program } from '../program.ts';

export const program: Program = {
  name: 'ch06-training/dropout',
  title: 'dropout closes the gap between training and test images',
  device: 'auto',
  async run({ full, seed, figure, save }) {
    const epochs = full ? 301 : 60;
    const plain = await overfit(epochs, seed, {});
    const dropped = await overfit(epochs, seed, { dropout: 0.2 });
    const gap = ({ train, test }: typeof plain): number => train.at(-1)! - test.at(-1)!;
    figure({
      row: 78,
      name: 'gap with dropout 0.2',
      book: '0.12 (.67 - .5476)',
      ours: gap(dropped).toFixed(3),
      met: full ? Math.abs(gap(dropped) - 0.12) <= 0.04 : gap(dropped) < gap(plain),
    });
    const curve = (name: string, y: number[]): { name: string; x: number[]; y: number[] } => ({
      name,
      x: y.map((_, i) => 10 * (i + 1)),
      y,
    });
    await save(
      'accuracy.svg',
      await lines(
        [
          curve('train, plain', plain.train),
          curve('test, plain', plain.test),
          curve('train, dropout', dropped.train),
          curve('test, dropout', dropped.test),
        ],
        { xLabel: 'epoch', yLabel: 'accuracy' },
      ),
    );
  },
};
