import { Generator, tensor, type Tensor } from 'megagrad';
import { Linear, ReLU, Sequential, type Layer } from 'megagrad/nn';
import { Adam, SGD, type Optimizer } from 'megagrad/optim';
import { deepConvNet } from '../../examples/book/ch08-deep-learning/models/deep-conv-net.ts';
import { simpleConvNet } from '../../examples/book/ch08-deep-learning/models/simple-conv-net.ts';
import { batchSize, classes, hiddenUnits, labels, learningRate, pixels } from './mlp-shape.ts';

/** The book's networks on MNIST; network-pytorch.py has the same. */
export const networkNames = ['TwoLayerNet', 'SimpleConvNet', 'DeepConvNet'] as const;
export type NetworkName = (typeof networkNames)[number];

/** A network, a batch of noise, and what trains it. */
export interface Network {
  readonly model: Layer;
  readonly optimizer: Optimizer;
  readonly x: Tensor;
  readonly y: Tensor;
}

function modelOf(name: NetworkName, generator: Generator): Layer {
  if (name === 'SimpleConvNet') return simpleConvNet(generator);
  if (name === 'DeepConvNet') return deepConvNet(generator);
  return new Sequential(new Linear(pixels, hiddenUnits), new ReLU(), new Linear(hiddenUnits, classes));
}

/** On the current device. The two-layer network is trained by SGD, the others by Adam, as in the book. */
export function network(name: NetworkName): Network {
  const generator = new Generator(0);
  const model = modelOf(name, generator);
  const flat = name === 'TwoLayerNet';
  const x = tensor(generator.randn(batchSize * pixels), { shape: flat ? [batchSize, pixels] : [batchSize, 28, 28, 1] });
  const optimizer = flat ? new SGD(model.parameters(), { learningRate }) : new Adam(model.parameters(), { learningRate: 0.001 });
  return { model, optimizer, x, y: tensor(labels) };
}
