import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { Module, type Layer } from './module.ts';

/**
 * Layers one after the other.
 *
 * @throws {ArgumentError} if an argument is no module.
 * @example new Sequential(new Linear(784, 50), new ReLU(), new Linear(50, 10));
 */
export class Sequential extends Module {
  readonly #layers: readonly Layer[];

  constructor(...layers: Layer[]) {
    super();
    layers.forEach((layer, i) => {
      if (!(layer instanceof Module)) {
        throw new ArgumentError(
          `Sequential: takes modules: layer ${i} is ${typeof layer}. Wrap functions in a Module, or use an activation module.`,
          'layers',
          layer,
        );
      }
    });
    this.#layers = layers;
    // Properties '0', '1', ...: parameters are named '0.weight', as in PyTorch.
    Object.assign(this, layers);
  }

  override forward(x: Tensor): Tensor {
    return this.#layers.reduce((y, layer) => layer.forward(y), x);
  }
}
