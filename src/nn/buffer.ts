import { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';

/** State that a module keeps but does not learn, such as a running mean: saved with the weights, skipped by optimizers. */
export class Buffer extends Parameter {
  constructor(initial: Tensor) {
    super(initial, { requiresGrad: false });
  }
}
