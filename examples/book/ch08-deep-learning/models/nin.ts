import { Conv2d, GlobalAvgPool2d, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';

/** A convolution, and two of 1 x 1 that act as layers on each pixel (Lin, Chen, Yan 2013). */
export function ninBlock(maps: number, size: number, { stride = 1, padding = 0 }: { stride?: number; padding?: number } = {}): Layer {
  return new Sequential(
    new Conv2d(null, maps, size, { stride, padding }),
    new ReLU(),
    new Conv2d(maps, maps, 1),
    new ReLU(),
    new Conv2d(maps, maps, 1),
    new ReLU(),
  );
}

/** Network in network for 28 x 28 images: the last block has a map per class, and its mean is the answer. */
export function nin(maps = 32, classes = 10): Layer {
  return new Sequential(
    ninBlock(maps, 5, { padding: 2 }),
    new MaxPool2d(2),
    ninBlock(2 * maps, 3, { padding: 1 }),
    new MaxPool2d(2),
    ninBlock(2 * maps, 3, { padding: 1 }),
    new Sequential(new Conv2d(2 * maps, classes, 1), new GlobalAvgPool2d()),
  );
}
