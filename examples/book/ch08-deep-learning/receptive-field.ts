import { Generator, zeros } from 'megagrad';
import { Conv2d, init, Sequential, type Layer } from 'megagrad/nn';
import type { Program } from '../program.ts';

/** Convolutions of one map without bias, one after the other, whose weights are all positive. */
function chain(count: number, size: number): Layer {
  const weight = init.uniform(0.5, 1);
  return new Sequential(
    ...Array.from({ length: count }, () => new Conv2d(1, 1, size, { bias: false, weight, generator: new Generator(0) })),
  );
}

export const program: Program = {
  name: 'ch08-deep-learning/receptive-field',
  title: 'two filters of 3 x 3 see as far as one of 5 x 5, with fewer weights',
  device: 'reference',
  async run({ figure }) {
    for (const [small, large, weights, others] of [
      [2, 5, 18, 25],
      [3, 7, 27, 49],
    ] as const) {
      const deep = chain(small, 3);
      const x = zeros([1, 11, 11, 1], { requiresGrad: true });
      const y = deep.forward(x);
      // The one pixel in the middle: which pixels of the input move it?
      const middle = (y.shape[1]! - 1) / 2;
      y.slice({ begin: [0, middle, middle, 0], size: [1, 1, 1, 1] })
        .sum()
        .backward();
      const seen = Math.sqrt(x.grad!.dataSync().filter((value) => value !== 0).length);
      figure({
        row: 41,
        name: `${small} convolutions of 3 x 3 see`,
        book: `${large} x ${large}`,
        ours: `${seen} x ${seen}`,
        met: seen === large,
      });
      const count = (layer: Layer): number => layer.parameters().reduce((sum, { size }) => sum + size, 0);
      const [deepCount, wideCount] = [count(deep), count(chain(1, large))];
      figure({
        row: 130,
        name: `weights of ${small} of 3 x 3, and of one of ${large} x ${large}`,
        book: `${weights} < ${others}`,
        ours: `${deepCount} < ${wideCount}`,
        met: deepCount === weights && wideCount === others,
      });
    }
  },
};
