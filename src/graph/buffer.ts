import { Parameter } from './parameter.ts';
import type { Tensor } from './tensor.ts';

/** Options of Buffer. */
export interface BufferOptions {
  /** False for what follows from the module's options, such as a table of positions: it is not saved. Default true. */
  readonly persistent?: boolean;
  readonly label?: string;
}

/**
 * State that a module keeps but does not learn, such as a running mean: saved with the weights, skipped by optimizers.
 *
 * @example new Buffer(zeros([10])).requiresGrad; // false
 */
export class Buffer extends Parameter {
  readonly persistent: boolean;

  /** Takes the values of `initial`, which stays the caller's. */
  constructor(initial: Tensor, { persistent = true, label }: BufferOptions = {}) {
    super(initial, { requiresGrad: false, ...(label === undefined ? {} : { label }) });
    this.persistent = persistent;
  }
}
