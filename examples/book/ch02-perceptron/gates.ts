import { stack, tensor, type Tensor } from 'megagrad';
import type { Program } from '../program.ts';

/** A perceptron over two inputs: fires where w · x + b > 0. The weights are the book's (section 2.3.3). */
function gate(weights: readonly [number, number], bias: number): (x: Tensor) => Tensor {
  const w = tensor(weights);
  return (x) => x.matMul(w).add(bias).greater(0).cast(x.device.float);
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
  },
};
