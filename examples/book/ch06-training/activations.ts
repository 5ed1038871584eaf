import { Generator, randn, relu, sigmoid, tanh, type Tensor } from 'megagrad';
import { init, type Initializer } from 'megagrad/nn';
import { histograms } from 'megagrad/viz';
import type { Context, Program } from '../program.ts';
import { marksIn } from '../common/svg.ts';

const functions = { sigmoid, tanh, ReLU: relu };
const nodes = 100;
const layers = 5;
const bins = 30;
const initializers: Readonly<Record<string, Initializer>> = {
  'std 1': init.normal(1),
  'std 0.01': init.normal(0.01),
  Xavier: init.xavier({ mode: 'in' }),
  He: init.he(),
};

/** Activations of five layers of 100 nodes for 1000 inputs from N(0, 1). */
function activations(seed: number, weight: Initializer, activation: (x: Tensor) => Tensor): Tensor[] {
  const generator = new Generator(seed);
  let x = randn([1000, nodes], { generator });
  return Array.from({ length: layers }, () => (x = activation(x.matMul(weight([nodes, nodes], generator)))));
}

/** Share of values that satisfy a test. */
function share(values: ArrayLike<number>, test: (value: number) => boolean): number {
  return Array.from(values).filter(test).length / values.length;
}

/** Rows 71 and 72: the deviation of what is drawn. */
function deviations(seed: number, figure: Context['figure']): void {
  for (const [row, name, weight, variance] of [
    [71, 'Xavier', initializers['Xavier']!, 1],
    [72, 'He', initializers['He']!, 2],
  ] as const) {
    const measured = [784, 100].map((inputs) => {
      const drawn = weight([inputs, nodes], new Generator(seed));
      const mean = drawn.mean();
      return { inputs, std: drawn.sub(mean).square().mean().sqrt().item(), mean: mean.item() };
    });
    figure({
      row,
      name: `${name}: deviation of the weights of 784 and of 100 inputs`,
      book: measured.map(({ inputs }) => Math.sqrt(variance / inputs).toFixed(4)).join(', '),
      ours: measured.map(({ std }) => std.toFixed(4)).join(', '),
      // 10,000 numbers tell their deviation to 1 in sqrt(20,000), and their mean to a hundredth of it.
      met: measured.every(
        ({ inputs, std, mean }) => Math.abs(std / Math.sqrt(variance / inputs) - 1) < 0.03 && Math.abs(mean) < 0.05 * std,
      ),
    });
  }
}

export const program: Program = {
  name: 'ch06-training/activations',
  title: 'where activations of five layers lie, by initial weights',
  device: 'reference',
  async run({ seed, figure, save }) {
    deviations(seed, figure);
    const found: Record<string, ArrayLike<number>[]> = {};
    let bars = 0;
    for (const [name, activation] of Object.entries(functions)) {
      for (const [initial, weight] of Object.entries(initializers)) {
        const values = activations(seed, weight, activation).map((layer) => layer.dataSync());
        found[`${name} ${initial}`] = values;
        // ReLU makes half of all 0: beside those the others would not be seen.
        const shown = values.map((layer) => (name === 'ReLU' ? layer.filter((a) => a > 0) : layer));
        const drawing = await histograms(
          shown.map((layer, i) => ({ name: `layer ${i + 1}`, values: layer })),
          {
            title: `${name}, ${initial}${name === 'ReLU' ? ', above 0' : ''}`,
            range: name === 'tanh' ? [-1, 1] : [0, 1],
            bins,
            xLabel: 'activation',
          },
        );
        bars += marksIn(drawing, 'bar').length;
        await save(`${name}-${initial.replaceAll(' ', '-')}.svg`, drawing);
      }
    }
    const drawn = Object.keys(functions).length * Object.keys(initializers).length * layers * bins;
    figure({
      row: 122,
      name: 'bars of the histograms: 3 functions, 4 initial weights, 5 layers, 30 bins',
      book: String(drawn),
      ours: String(bars),
      met: bars === drawn,
    });

    const last = (name: string): ArrayLike<number> => found[name]!.at(-1)!;
    const saturated = share(last('sigmoid std 1'), (a) => a < 0.05 || a > 0.95);
    figure({
      row: 73,
      name: 'sigmoid, std 1: share of layer 5 near 0 or 1',
      book: 'piled up at 0 and 1',
      ours: saturated.toFixed(2),
      met: saturated > 0.6,
    });
    const middle = share(last('sigmoid std 0.01'), (a) => Math.abs(a - 0.5) < 0.05);
    figure({
      row: 73,
      name: 'sigmoid, std 0.01: share of layer 5 near 0.5',
      book: 'piled up at 0.5',
      ours: middle.toFixed(2),
      met: middle > 0.95,
    });
    const near = share(last('sigmoid Xavier'), (a) => Math.abs(a - 0.5) < 0.05);
    const spread = share(last('sigmoid Xavier'), (a) => a > 0.2 && a < 0.8);
    figure({
      row: 73,
      name: 'sigmoid, Xavier: share of layer 5 in 0.2 to 0.8, and near 0.5',
      book: 'broad',
      ours: `${spread.toFixed(2)}, ${near.toFixed(2)}`,
      met: spread > 0.7 && near < 0.5,
    });
    const alive = found['ReLU He']!.map((layer) => share(layer, (a) => a > 0.1));
    const dead = share(last('ReLU std 0.01'), (a) => a > 0.1);
    figure({
      row: 73,
      name: 'ReLU, He: share above 0.1, layer 1 to 5; with std 0.01 in layer 5',
      book: 'He keeps the spread',
      ours: `${alive.map((part) => part.toFixed(2)).join(' ')}; ${dead.toFixed(2)}`,
      met: Math.min(...alive) > 0.8 * Math.max(...alive) && dead === 0,
    });
  },
};
