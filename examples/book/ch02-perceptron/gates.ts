import { stack, tensor, type Tensor } from 'megagrad';
import type { Program } from '../program.ts';

type Weights = readonly [number, number];

/** A perceptron over two inputs: fires where b + w · x > 0. The weights are the book's (section 2.3.3). */
function gate(weights: Weights, bias: number): (x: Tensor) => Tensor {
  const w = tensor(weights);
  return (x) => x.matMul(w).add(bias).greater(0).cast(x.device.float);
}

/** The same with a threshold: fires where w · x is above it (section 2.3.1). */
function gateWithThreshold(weights: Weights, threshold: number): (x: Tensor) => Tensor {
  const w = tensor(weights);
  return (x) => x.matMul(w).greater(threshold).cast(x.device.float);
}

/** Points of a grid over the four corners. */
function grid(): Tensor {
  const ticks = Array.from({ length: 41 }, (_, i) => -0.5 + i / 20);
  return tensor(ticks.flatMap((x1) => ticks.map((x2) => [x1, x2])));
}

export const program: Program = {
  name: 'ch02-perceptron/gates',
  title: 'AND, NAND and OR are one perceptron each, XOR is two layers of them',
  device: 'reference',
  async run({ say, figure }) {
    const and = gate([0.5, 0.5], -0.7);
    const nand = gate([-0.5, -0.5], 0.7);
    const or = gate([0.5, 0.5], -0.2);
    const xor = (x: Tensor): Tensor => and(stack([nand(x), or(x)], { axis: 1 }));
    const inputs = tensor([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]);
    say('x1 x2:  00 10 01 11');
    for (const [row, name, fire, book] of [
      [14, 'AND', and, '0001'],
      [14, 'NAND', nand, '1110'],
      [14, 'OR', or, '0111'],
      [15, 'XOR of gates', xor, '0110'],
    ] as const) {
      const ours = Array.from(await fire(inputs).data()).join('');
      figure({ row, name, book, ours, met: ours === book });
    }

    const points = grid();
    const thresholds = [gateWithThreshold([0.5, 0.5], 0.7), gateWithThreshold([-0.5, -0.5], -0.7), gateWithThreshold([0.5, 0.5], 0.2)];
    const agreements = [and, nand, or].map((fire, i) => fire(points).equal(thresholds[i]!(points)).cast('int32').sum().item());
    figure({
      row: 16,
      name: `of ${points.shape[0]} points, where AND, NAND, OR answer as they do with a threshold`,
      book: 'all',
      ours: agreements.join(', '),
      met: agreements.every((count) => count === points.shape[0]),
    });
    // The boundary of AND is the line x1 + x2 = 1.4. The middle of the three is on it: (1, 0.4).
    const across = Array.from(await and(tensor([0.3999, 0.4, 0.4001].map((x2) => [1, x2]))).data()).join('');
    figure({ row: 16, name: 'AND before, on and behind the line b + w · x = 0', book: '001', ours: across, met: across === '001' });
  },
};
