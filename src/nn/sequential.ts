import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { described } from './layer-checks.ts';
import { Module, type Layer } from './module.ts';

/**
 * Layers one after the other, in a list or by name; their parameters are named `0.weight`, or `name.weight`.
 *
 * Shapes: from what the first layer takes to what the last gives
 *
 * @throws {ArgumentError} if an argument is no module, or a name is one of Module's own.
 * @example
 * new Sequential(new Linear(784, 50), new ReLU(), new Linear(50, 10)).forward(ones([1, 784])).shape; // [1, 10]
 * new Sequential({ hidden: new Linear(784, 50), activation: new ReLU() }).namedParameters()[0]![0]; // 'hidden.weight'
 */
export class Sequential extends Module implements Iterable<Layer> {
  readonly #layers: readonly Layer[];

  constructor(...layers: readonly Layer[] | readonly [Readonly<Record<string, Layer>>]) {
    super();
    const first: unknown = layers[0];
    const named = Object.entries(typeof first === 'object' && first !== null && !(first instanceof Module) ? first : layers);
    for (const [name, layer] of named) {
      if (!(layer instanceof Module)) {
        throw new ArgumentError(
          `Sequential: takes modules: layer ${name} is ${described(layer)}. Wrap functions in a Module, or use an activation module.`,
          'layers',
          layer,
        );
      }
      if (name in this)
        throw new ArgumentError(`Sequential: a layer cannot have this name, Module has it: name '${name}'. Choose another.`, 'name', name);
      Object.defineProperty(this, name, { value: layer, enumerable: true });
    }
    this.#layers = named.map(([, layer]) => layer as Layer);
  }

  get length(): number {
    return this.#layers.length;
  }

  /** The layer at a place; negative ones count from the end. @throws {ArgumentError} if there is none. */
  at(index: number): Layer {
    const found = this.#layers.at(index);
    if (found !== undefined) return found;
    throw new ArgumentError(`Sequential: there is no layer at this place: index ${index}, length ${this.length}.`, 'index', index);
  }

  [Symbol.iterator](): Iterator<Layer> {
    return this.#layers.values();
  }

  override forward(x: Tensor): Tensor {
    return this.#layers.reduce((y, layer) => layer.forward(y), x);
  }
}
