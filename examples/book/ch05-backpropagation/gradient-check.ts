import { crossEntropy, Generator, scope } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { Objective, TwoLayerNet } from '../../two-layer-net.ts';
import type { Program } from '../program.ts';

/** The book's h. */
const h = 1e-4;

export const program: Program = {
  name: 'ch05-backpropagation/gradient-check',
  title: 'backpropagation against central differences, every weight of the two-layer network',
  device: 'reference',
  async run({ full, seed, figure }) {
    const { train } = await mnist();
    const batch = train.batch(Int32Array.of(0, 1, 2));
    const [x, y] = [toTensor(batch.x), toTensor(batch.y)];
    const net = new TwoLayerNet(new Generator(seed));
    new Objective(net).forward(x, y).backward();
    for (const [name, parameter] of net.namedParameters()) {
      const gradient = parameter.grad!.dataSync();
      const values = Float64Array.from(parameter.dataSync());
      // Every weight takes two passes over three images: in the short form every 97th of the many.
      const stride = full || values.length < 1000 ? 1 : 97;
      let sum = 0;
      let count = 0;
      for (let i = 0; i < values.length; i += stride, count++) {
        const at = (offset: number): number =>
          scope(() => {
            const moved = values.slice();
            moved[i]! += offset;
            parameter.assign(toTensor({ data: moved, shape: parameter.shape }));
            return crossEntropy(net.forward(x), y).item();
          });
        sum += Math.abs((at(h) - at(-h)) / (2 * h) - gradient[i]!);
      }
      scope(() => void parameter.assign(toTensor({ data: values, shape: parameter.shape })));
      const mean = sum / count;
      const book = { W1: '2.2e-13', b1: '9.7e-13', W2: '8.4e-13', b2: '1.2e-10' }[name];
      figure({
        row: 55,
        name: `mean |difference| for ${name}`,
        ...(book === undefined ? {} : { book }),
        ours: mean.toExponential(1),
        met: mean < 1e-9,
      });
    }
  },
};
