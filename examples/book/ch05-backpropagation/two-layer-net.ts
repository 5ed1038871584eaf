import { ReLU } from 'megagrad/nn';
import type { Program } from '../program.ts';
import { trainTwoLayer } from '../common/train-two-layer.ts';

export const program: Program = {
  name: 'ch05-backpropagation/two-layer-net',
  title: 'the two-layer network with ReLU learns MNIST',
  device: 'auto',
  run: (context) => trainTwoLayer(context, new ReLU(), { row: 86, afterEpoch: 0.9047, train: 0.97787, test: 0.969 }),
};
