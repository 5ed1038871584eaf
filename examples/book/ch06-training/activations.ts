import { Generator, randn, relu, sigmoid, tanh, type Tensor } from 'megagrad';
import { histograms } from 'megagrad/viz';
import type { Program } from '../program.ts';

const functions = { sigmoid, tanh, ReLU: relu };
const nodes = 100;
const deviations = { 'std 1': 1, 'std 0.01': 0.01, Xavier: Math.sqrt(1 / nodes), He: Math.sqrt(2 / nodes) };

/** Activations of five layers of 100 nodes for 1000 inputs from N(0, 1). */
function activations(seed: number, std: number, activation: (x: Tensor) => Tensor): Tensor[] {
  const generator = new Generator(seed);
  let x = randn([1000, nodes], { generator });
  return Array.from({ length: 5 }, () => (x = activation(x.matMul(randn([nodes, nodes], { generator }).mul(std)))));
}

/** Share of values that satisfy a test. */
function share(values: ArrayLike<number>, test: (value: number) => boolean): number {
  return Array.from(values).filter(test).length / values.length;
}

export const program: Program = {
  name: 'ch06-training/activations',
  title: 'where activations of five layers lie, by initial weights',
  device: 'reference',
  async run({ seed, figure, save }) {
    const last: Record<string, ArrayLike<number>> = {};
    for (const [name, activation] of Object.entries(functions)) {
      for (const [initial, std] of Object.entries(deviations)) {
        const layers = activations(seed, std, activation).map((layer, i) => ({ name: `layer ${i + 1}`, values: layer.dataSync() }));
        last[`${name} ${initial}`] = layers.at(-1)!.values;
        const range = name === 'tanh' ? ([-1, 1] as const) : ([0, 1] as const);
        await save(
          `${name}-${initial.replaceAll(' ', '-')}.svg`,
          await histograms(layers, { title: `${name}, ${initial}`, range, xLabel: 'activation' }),
        );
      }
    }
    const saturated = share(last['sigmoid std 1']!, (a) => a < 0.05 || a > 0.95);
    figure({
      row: 73,
      name: 'sigmoid, std 1: share of layer 5 near 0 or 1',
      book: 'piled up at 0 and 1',
      ours: saturated.toFixed(2),
      met: saturated > 0.6,
    });
    const middle = share(last['sigmoid std 0.01']!, (a) => Math.abs(a - 0.5) < 0.05);
    figure({
      row: 73,
      name: 'sigmoid, std 0.01: share of layer 5 near 0.5',
      book: 'piled up at 0.5',
      ours: middle.toFixed(2),
      met: middle > 0.95,
    });
    const spread = share(last['sigmoid Xavier']!, (a) => a > 0.2 && a < 0.8);
    figure({
      row: 73,
      name: 'sigmoid, Xavier: share of layer 5 in 0.2 to 0.8',
      book: 'broad',
      ours: spread.toFixed(2),
      met: spread > 0.7 && middle > spread * 0.9,
    });
    const alive = share(last['ReLU He']!, (a) => a > 0.1);
    const dead = share(last['ReLU std 0.01']!, (a) => a > 0.1);
    figure({
      row: 73,
      name: 'ReLU: share of layer 5 above 0.1, He against std 0.01',
      book: 'He keeps the spread',
      ours: `${alive.toFixed(2)} against ${dead.toFixed(2)}`,
      met: alive > 0.3 && dead === 0,
    });
  },
};
