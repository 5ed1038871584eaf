import { Conv2d, Dropout, Flatten, Linear, LocalResponseNorm, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';

/** How wide AlexNet is, and for what images. */
export interface AlexNetOptions {
  /** Divides the maps and units of every layer but the last. Default 1. */
  readonly divisor?: number;
  /** Default 1000. */
  readonly classes?: number;
  /** For images of 28 x 28: smaller windows that move one pixel at first. Default false: 227 x 227. */
  readonly small?: boolean;
}

/** AlexNet (Krizhevsky, Sutskever, Hinton 2012) on one device: five convolutions, two of them with LRN, three layers with dropout. */
export function alexNet({ divisor = 1, classes = 1000, small = false }: AlexNetOptions = {}): Layer {
  const maps = (count: number): number => Math.ceil(count / divisor);
  const conv = (count: number, size: number, padding: number, stride = 1): Layer[] => [
    new Conv2d(null, maps(count), size, { padding, stride }),
    new ReLU(),
  ];
  const norm = (): Layer => new LocalResponseNorm({ depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 });
  const pool = (): Layer => new MaxPool2d(3, { stride: 2 });
  return new Sequential(
    ...[...(small ? conv(96, 5, 2) : conv(96, 11, 0, 4)), norm(), pool()],
    ...[...conv(256, 5, 2), norm(), pool()],
    ...[...conv(384, 3, 1), ...conv(384, 3, 1), ...conv(256, 3, 1), pool(), new Flatten()],
    ...[new Linear(null, maps(4096)), new ReLU(), new Dropout(0.5), new Linear(null, maps(4096)), new ReLU(), new Dropout(0.5)],
    new Linear(null, classes),
  );
}
