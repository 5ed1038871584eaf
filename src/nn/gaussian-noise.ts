import type { Generator } from '../core/random.ts';
import type { Tensor } from '../graph/tensor.ts';
import { randn } from '../ops/creation/random.ts';
import { add } from '../ops/elementwise/add.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { checkWithin } from './layer-checks.ts';
import { Module } from './module.ts';

/**
 * Adds normal noise of standard deviation `std` while training, and nothing in evaluation. On inputs of a linear model it
 * acts as weight decay does (Bishop 1995).
 *
 * Shapes: `x` [...X] -> the same
 *
 * @throws {ArgumentError} if std is negative.
 * @example new GaussianNoise(0.1).eval().forward(tensor([1, 2])).toArray(); // [1, 2]
 */
export class GaussianNoise extends Module {
  readonly #std: number;
  readonly #generator: Generator | undefined;

  constructor(std: number, { generator }: { readonly generator?: Generator } = {}) {
    super();
    checkWithin('GaussianNoise', 'std', std, 0, Infinity);
    this.#std = std;
    this.#generator = generator;
  }

  override forward(x: Tensor): Tensor {
    if (!this.training || this.#std === 0) return x;
    return add(x, mul(randn(x.shape, { device: x.device, generator: this.#generator }), this.#std));
  }
}
