import type { Generator, Parameter, Tensor } from 'megagrad';
import { BatchNorm1d, Dropout, init, Linear, ReLU, Sequential, type Initializer, type Layer } from 'megagrad/nn';

/** What a network of chapter 6 is made of. */
export interface MultiLayerNetOptions {
  /** Sizes of the hidden layers. */
  readonly hidden: readonly number[];
  readonly generator: Generator;
  /** Default 784. */
  readonly inputs?: number;
  /** Default 10. */
  readonly outputs?: number;
  /** Default ReLU. */
  readonly activation?: () => Layer;
  /** Default He's. */
  readonly weight?: Initializer;
  /** Batch normalization before each activation, as the book writes it. Default false. */
  readonly batchNorm?: boolean;
  /** Share of activations that is dropped, in the book's form. Default 0. */
  readonly dropout?: number;
}

/** Affine layers, each but the last with an activation: the book's MultiLayerNet and its extended form. */
export function multiLayerNet(options: MultiLayerNetOptions): Sequential {
  const { hidden, generator, inputs = 784, outputs = 10, weight = init.he(), batchNorm = false, dropout = 0 } = options;
  const { activation = () => new ReLU() } = options;
  const sizes = [inputs, ...hidden];
  const layers = hidden.flatMap((size, i): Layer[] => [
    new Linear(sizes[i]!, size, { weight, generator }),
    ...(batchNorm ? [new BatchNorm1d(size, { epsilon: 1e-6, unbiased: false, initialVariance: 0 })] : []),
    activation(),
    ...(dropout > 0 ? [new Dropout(dropout, { inverted: false, generator })] : []),
  ]);
  return new Sequential(...layers, new Linear(sizes.at(-1)!, outputs, { weight, generator }));
}

/** The matrices of the Affine layers, which weight decay is for, and all other parameters. */
export function weightsAndOthers(model: Layer): { readonly weights: Parameter[]; readonly others: Parameter[] } {
  const parameters = model.parameters();
  return { weights: parameters.filter(({ rank }) => rank === 2), others: parameters.filter(({ rank }) => rank !== 2) };
}

/** What the book adds to the loss: half of lambda times the squared weights. */
export function penalty(model: Layer, lambda: number): Tensor {
  const squares = weightsAndOthers(model).weights.map((weight) => weight.square().sum());
  return squares.reduce((sum, square) => sum.add(square)).mul(lambda / 2);
}
