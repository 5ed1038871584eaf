import { crossEntropy, Generator, randn, tensor, type Tensor } from 'megagrad';
import { init, Module, Sigmoid, Tanh, type Layer } from 'megagrad/nn';
import { gradcheck } from 'megagrad/testing';
import { multiLayerNet, penalty, type MultiLayerNetOptions } from '../common/multi-layer-net.ts';
import type { Program } from '../program.ts';
import { rounding } from '../common/rounding.ts';

/** The loss of a network with the book's penalty, as one function of its inputs and parameters. */
class Objective extends Module {
  readonly net: Layer;
  readonly #lambda: number;

  constructor(net: Layer, lambda: number) {
    super();
    this.net = net;
    this.#lambda = lambda;
  }

  override forward(x: Tensor, target: Tensor): Tensor {
    return crossEntropy(this.net.forward(x), target).add(penalty(this.net, this.#lambda));
  }
}

// Wide enough for no row to find a layer of ReLU all silent: with biases of 0 the next one would stand at its kink.
const variants: Readonly<Record<string, Omit<MultiLayerNetOptions, 'generator'>>> = {
  'ReLU, He': { hidden: [12, 10, 8] },
  'sigmoid, Xavier': { hidden: [8], activation: () => new Sigmoid(), weight: init.xavier({ mode: 'in' }) },
  'tanh, std 0.01': { hidden: [5, 4, 4, 4, 4], activation: () => new Tanh(), weight: init.normal(0.01) },
  'ReLU, He, batch normalization': { hidden: [12, 10, 8], batchNorm: true },
};

export const program: Program = {
  name: 'ch06-training/multi-layer-net',
  title: 'one network for the whole chapter: layers, activation, initial weights, penalty',
  device: 'reference',
  async run({ seed, figure }) {
    const hidden = [100, 100, 100, 100];
    const net = multiLayerNet({ hidden, generator: new Generator(seed) });
    const kinds = Array.from(net, ({ kind }) => kind).join(' ');
    const parameters = net.parameters().reduce((sum, { size }) => sum + size, 0);
    figure({
      row: 87,
      name: 'layers and parameters of 784-100x4-10',
      book: '5 Affine, 4 ReLU; 109,810',
      ours: `${kinds}; ${parameters.toLocaleString('en')}`,
      met: kinds === 'Linear ReLU Linear ReLU Linear ReLU Linear ReLU Linear' && parameters === 785 * 100 + 3 * 101 * 100 + 101 * 10,
    });
    const full = multiLayerNet({ hidden: [100], batchNorm: true, dropout: 0.2, generator: new Generator(seed) });
    const extended = Array.from(full, ({ kind }) => kind).join(' ');
    figure({
      row: 87,
      name: 'with batch normalization and dropout, one hidden layer',
      book: 'Affine, batch norm, ReLU, dropout, Affine',
      ours: extended,
      met: extended === 'Linear BatchNorm1d ReLU Dropout Linear',
    });

    const generator = new Generator(seed);
    const x = randn([7, 6], { generator });
    const y = tensor([0, 1, 2, 2, 1, 0, 2], { dtype: 'int32' });
    const lambda = 0.1;
    for (const [name, options] of Object.entries(variants)) {
      const small = multiLayerNet({ ...options, inputs: 6, outputs: 3, generator });
      const objective = new Objective(small, lambda);
      const { worstRelativeError, comparisons } = gradcheck(objective, [x, y]);
      // Half of lambda times the squares, added up here from plain numbers.
      const squares = small
        .namedParameters()
        .filter(([parameter, { shape }]) => parameter.endsWith('weight') && shape.length === 2)
        .flatMap(([, weight]) => Array.from(weight.dataSync(), (value) => value * value));
      const expected = crossEntropy(small.forward(x), y).item() + (lambda / 2) * squares.reduce((sum, square) => sum + square, 0);
      const apart = Math.abs(objective.forward(x, y).item() - expected);
      figure({
        row: 87,
        name: `${name}: relative error of ${comparisons} derivatives; penalty from half lambda times the squares`,
        book: '0, 0',
        ours: `${worstRelativeError.toExponential(1)}, ${apart.toExponential(1)}`,
        met: worstRelativeError < 1e-6 && apart < rounding(),
      });
    }
  },
};
