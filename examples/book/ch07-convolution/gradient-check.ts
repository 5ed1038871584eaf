import { crossEntropy, Generator, rand, scope, tensor } from 'megagrad';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import type { Program } from '../program.ts';

/** A hundredth of the book's, so that fewer steps cross a kink of ReLU or of pooling. */
const h = 1e-6;

const book: Readonly<Record<string, string>> = {
  'conv.weight': '1.6e-6',
  'conv.bias': '2.9e-6',
  'hidden.weight': '5.0e-11',
  'hidden.bias': '3.7e-9',
  'output.weight': '9.7e-11',
  'output.bias': '1.8e-7',
};

export const program: Program = {
  name: 'ch07-convolution/gradient-check',
  title: 'backpropagation through a convolution against central differences',
  device: 'reference',
  async run({ seed, figure }) {
    const generator = new Generator(seed);
    const net = simpleConvNet(generator, { size: 10, filters: 10, filterSize: 3, hidden: 10 });
    const x = rand([1, 10, 10, 1], { generator });
    const y = tensor([1], { dtype: 'int32' });
    const loss = (): number => scope(() => crossEntropy(net.forward(x), y).item());
    crossEntropy(net.forward(x), y).backward();
    for (const [name, parameter] of net.namedParameters()) {
      const gradient = parameter.grad!.dataSync();
      const values = Float64Array.from(parameter.dataSync());
      const at = (i: number, offset: number): number => {
        const moved = values.slice();
        moved[i]! += offset;
        scope(() => void parameter.assign(tensor(moved, { shape: parameter.shape })));
        return loss();
      };
      const differences = Array.from(values, (_, i) => Math.abs((at(i, h) - at(i, -h)) / (2 * h) - gradient[i]!));
      scope(() => void parameter.assign(tensor(values, { shape: parameter.shape })));
      const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
      // The book's figures are of a random image and random weights, as ours are: what counts is their smallness.
      figure({ row: 55, name: `mean |difference| for ${name}`, book: book[name]!, ours: mean.toExponential(1), met: mean < 1e-7 });
    }
  },
};
