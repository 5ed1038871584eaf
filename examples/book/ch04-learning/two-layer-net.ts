import { Sigmoid } from 'megagrad/nn';
import type { Program } from '../program.ts';
import { trainTwoLayer } from '../common/train-two-layer.ts';

export const program: Program = {
  name: 'ch04-learning/two-layer-net',
  title: 'the two-layer network with sigmoids learns MNIST',
  device: 'auto',
  run: (context) => trainTwoLayer(context, new Sigmoid(), { row: 85, afterEpoch: 0.7947, train: 0.94705, test: 0.9465 }),
};
