import type { Generator } from 'megagrad';
import { Conv2d, Dropout, Flatten, init, Linear, MaxPool2d, ReLU, Sequential, type Layer } from 'megagrad/nn';

/**
 * Section 8.1: three times [Conv - ReLU - Conv - ReLU - Pool], Affine - ReLU - Dropout - Affine - Dropout, with He's weights.
 * Dropout after the last layer and in the form that is not inverted is the book's recipe; the fourth convolution is padded
 * by 2, so that 14 becomes 16 and can be halved twice.
 */
export function deepConvNet(generator: Generator): Layer {
  const options = { weight: init.he(), generator };
  const conv = (from: number, to: number, padding = 1): Layer[] => [new Conv2d(from, to, 3, { ...options, padding }), new ReLU()];
  const dropout = (): Layer => new Dropout(0.5, { inverted: false, generator });
  return new Sequential(
    ...[...conv(1, 16), ...conv(16, 16), new MaxPool2d(2)],
    ...[...conv(16, 32), ...conv(32, 32, 2), new MaxPool2d(2)],
    ...[...conv(32, 64), ...conv(64, 64), new MaxPool2d(2)],
    ...[new Flatten(), new Linear(1024, 50, options), new ReLU(), dropout(), new Linear(50, 10, options), dropout()],
  );
}
