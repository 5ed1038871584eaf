import type { Generator } from 'megagrad';
import { Conv2d, Flatten, init, Linear, MaxPool2d, ReLU, Sequential } from 'megagrad/nn';

/** Sizes of a SimpleConvNet; the defaults are the book's (section 7.5). */
export interface SimpleConvNetOptions {
  /** Height and width of the gray images. Default 28. */
  readonly size?: number;
  /** Default 30. */
  readonly filters?: number;
  /** Height and width of a filter. Default 5. */
  readonly filterSize?: number;
  /** Default 100. */
  readonly hidden?: number;
  /** Default 0.01 N(0, 1). */
  readonly weight?: init.Initializer;
}

/** Conv - ReLU - Pool - Affine - ReLU - Affine. */
export function simpleConvNet(
  generator: Generator,
  { size = 28, filters = 30, filterSize = 5, hidden = 100, weight = init.normal(0.01) }: SimpleConvNetOptions = {},
): Sequential {
  const options = { weight, generator };
  const pooled = Math.floor((size - filterSize + 1) / 2);
  return new Sequential({
    conv: new Conv2d(1, filters, filterSize, options),
    relu1: new ReLU(),
    pool: new MaxPool2d(2),
    flatten: new Flatten(),
    hidden: new Linear(pooled * pooled * filters, hidden, options),
    relu2: new ReLU(),
    output: new Linear(hidden, 10, options),
  });
}
