import type { Shape } from '../core/shape.ts';
import { Parameter } from '../graph/parameter.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { Initializer } from './init.ts';

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

  constructor(initial: Tensor, { persistent = true, label }: BufferOptions = {}) {
    super(initial, { requiresGrad: false, ...(label === undefined ? {} : { label }) });
    this.persistent = persistent;
  }
}

/** A buffer of an initializer's values. @internal */
export function bufferOf(label: string, initializer: Initializer, shape: Shape, options: Omit<BufferOptions, 'label'> = {}): Buffer {
  const values = initializer(shape);
  const buffer = new Buffer(values, { ...options, label });
  values.dispose();
  return buffer;
}
