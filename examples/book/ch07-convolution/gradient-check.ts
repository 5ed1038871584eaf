import { crossEntropy, Generator, rand, scope, tensor, type Tensor } from 'megagrad';
import { init, MaxPool2d, ReLU, type Sequential } from 'megagrad/nn';
import { simpleConvNet } from '../ch08-deep-learning/models/simple-conv-net.ts';
import { differences } from '../common/differences.ts';
import type { Program } from '../program.ts';

/** The book's h. */
const h = 1e-4;

const book: Readonly<Record<string, string>> = {
  'conv.weight': '1.6e-6',
  'conv.bias': '2.9e-6',
  'hidden.weight': '5.0e-11',
  'hidden.bias': '3.7e-9',
  'output.weight': '9.7e-11',
  'output.bias': '1.8e-7',
};

/** The least lead, in the windows of 2 x 2 that pooling looks at, of the largest value over the next; windows of zeros have none. */
function leastLead(maps: Tensor): number {
  const [, height, width, channels] = maps.shape;
  const windows = maps
    .reshape([height! / 2, 2, width! / 2, 2, channels!])
    .transpose([0, 2, 4, 1, 3])
    .reshape([-1, 4]);
  const leads = (windows.toArray() as number[][]).map((window) => {
    const [first, second] = window.toSorted((a, b) => b - a);
    return first === 0 ? Infinity : first! - second!;
  });
  return Math.min(...leads);
}

/** How near the network comes to where its derivative jumps: where ReLU bends, and where pooling takes another pixel. */
function nearestKink(net: Sequential, x: Tensor): number {
  let distance = Infinity;
  let input = x;
  for (const layer of net) {
    if (layer instanceof ReLU) distance = Math.min(distance, input.abs().min().item());
    if (layer instanceof MaxPool2d) distance = Math.min(distance, leastLead(input));
    input = layer.forward(input);
  }
  return distance;
}

interface Case {
  readonly net: Sequential;
  readonly x: Tensor;
}

/** The book's small network, and a random image. */
function draw(seed: number, std: number): Case {
  const generator = new Generator(seed);
  const net = simpleConvNet(generator, { size: 10, filters: 10, filterSize: 3, hidden: 10, weight: init.normal(std) });
  return { net, x: rand([1, 10, 10, 1], { generator }) };
}

/** The same, from a seed on, that no step of h carries over a kink. */
function awayFromKinks(seed: number, std: number): Case {
  for (let next = seed; ; next++) {
    const drawn = draw(next, std);
    if (scope(() => nearestKink(drawn.net, drawn.x)) > 2 * h) return drawn;
  }
}

/** Mean difference of backpropagation from central differences, by parameter. */
function meanDifferences({ net, x }: Case): [name: string, mean: number][] {
  const y = tensor([1], { dtype: 'int32' });
  const loss = (): Tensor => crossEntropy(net.forward(x), y);
  loss().backward();
  return net.namedParameters().map(([name, parameter]) => {
    const gradient = parameter.grad!.dataSync();
    const off = differences(parameter, loss, h).map((slope, i) => Math.abs(slope - gradient[i]!));
    return [name, off.reduce((sum, difference) => sum + difference) / off.length];
  });
}

export const program: Program = {
  name: 'ch07-convolution/gradient-check',
  title: 'backpropagation through a convolution against central differences',
  device: 'reference',
  async run({ seed, figure }) {
    // Weights as small as the book's leave units so near a kink that a step of h carries them over: hence its 1.6e-6.
    const near = draw(seed, 0.01);
    const far = awayFromKinks(seed, 0.1);
    const [nearest, distance] = [near, far].map(({ net, x }) => nearestKink(net, x) / h);
    figure({
      row: 55,
      name: 'distance of the nearest kink, weights of deviation 0.01 and 0.1',
      book: 'within h, none within 2 h',
      ours: `${nearest!.toFixed(2)} h, ${distance!.toFixed(2)} h`,
      met: nearest! < 1 && distance! > 2,
    });
    const crossing = Math.max(...meanDifferences(near).map(([, mean]) => mean));
    figure({
      row: 55,
      name: 'largest mean difference of a parameter with weights of deviation 0.01',
      book: '2.9e-6',
      ours: crossing.toExponential(1),
      // A single unit of ten that crosses its kink makes some 1e-4.
      met: crossing < 1e-3,
    });
    for (const [name, mean] of meanDifferences(far)) {
      const printed = book[name]!;
      figure({
        row: 88,
        name: `mean difference for ${name}, away from kinks`,
        book: printed,
        ours: mean.toExponential(1),
        met: mean < 1e-9,
      });
    }
  },
};
