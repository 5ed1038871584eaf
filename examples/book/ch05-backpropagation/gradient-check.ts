import { Generator, matMul, scope, type Tensor } from 'megagrad';
import { mnist, toTensor } from 'megagrad/data';
import { Objective, TwoLayerNet } from '../../two-layer-net.ts';
import { differences } from '../common/differences.ts';
import type { Program } from '../program.ts';

/** The book's h. */
const h = 1e-4;

const book: Readonly<Record<string, string>> = { W1: '2.2e-13', b1: '9.7e-13', W2: '8.4e-13', b2: '1.2e-10' };

/** How near ReLU's kink a unit comes. */
const nearest = (net: TwoLayerNet, x: Tensor): number => scope(() => matMul(x, net.W1).add(net.b1).abs().min().item());

/**
 * The first network, from a seed on, that no step of h carries over a kink: pixels are at most 1, so that a step of a weight
 * or bias moves a unit by at most h.
 */
function awayFromKinks(seed: number, x: Tensor): TwoLayerNet {
  for (let next = seed; ; next++) {
    const net = new TwoLayerNet(new Generator(next));
    if (nearest(net, x) > 2 * h) return net;
  }
}

export const program: Program = {
  name: 'ch05-backpropagation/gradient-check',
  title: 'backpropagation against central differences, every weight of the two-layer network',
  device: 'reference',
  async run({ full, seed, figure, say }) {
    const { train } = await mnist();
    const batch = train.batch(Int32Array.of(0, 1, 2));
    const [x, y] = [toTensor(batch.x), toTensor(batch.y)];
    const net = awayFromKinks(seed, x);
    const objective = new Objective(net);
    const distance = nearest(net, x);
    figure({
      row: 55,
      name: "distance of the nearest unit from ReLU's kink",
      ours: `${(distance / h).toFixed(0)} h`,
      met: distance > 2 * h,
    });

    const passes = 20;
    let begun = performance.now();
    for (let pass = 0; pass < passes; pass++) {
      net.zeroGrad();
      objective.forward(x, y).backward();
    }
    const backward = (performance.now() - begun) / passes;

    let worst = 0;
    let numeric = 0;
    for (const [name, parameter] of net.namedParameters()) {
      // Every weight takes two passes over three images: in the short form every 97th of the many.
      const stride = full || parameter.size < 1000 ? 1 : 97;
      begun = performance.now();
      const slopes = differences(parameter, () => objective.forward(x, y), h, stride);
      numeric += ((performance.now() - begun) * parameter.size) / slopes.length;
      const gradient = parameter.grad!.dataSync();
      const mean = slopes.reduce((sum, slope, i) => sum + Math.abs(slope - gradient[i * stride]!), 0) / slopes.length;
      worst = Math.max(worst, mean);
      figure({
        row: 55,
        name: `mean difference for ${name}`,
        ...(book[name] === undefined ? {} : { book: book[name] }),
        ours: mean.toExponential(1),
        met: mean < 1e-9,
      });
    }
    say(`all gradients once: ${backward.toFixed(1)} ms by backpropagation, ${(numeric / 1000).toFixed(0)} s by differences`);
    const faster = numeric / backward;
    figure({
      row: 54,
      name: 'backpropagation gives the gradients of differences, faster by',
      book: 'the same, and much faster',
      ours: `at most ${worst.toExponential(1)} apart, ${Number(faster.toPrecision(1)).toLocaleString('en')} times`,
      met: worst < 1e-9 && faster > 10,
    });
  },
};
