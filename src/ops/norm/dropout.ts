import { random, type Generator } from '../../core/random.ts';
import { ArgumentError } from '../../core/errors.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';

/** Options of `dropout`. */
export interface DropoutOptions {
  /** The share of elements that become 0; default 0.5. */
  readonly p?: number;
  /** False in evaluation: nothing is dropped. Default true. */
  readonly training?: boolean;
  /**
   * True (default): in training what is left is divided by 1 - p, and evaluation changes nothing. False, the book's form: what
   * is left stays as it is, and evaluation multiplies by 1 - p.
   */
  readonly inverted?: boolean;
  /** Default: the process's own, which `random.seed(n)` seeds. */
  readonly generator?: Generator;
}

/**
 * `x` with elements set to 0 at random. An element stays where a number from [0, 1) is at least p; `dropout(x, 0.2)` gives p alone.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * Srivastava et al., "Dropout" (2014); the book, section 6.4.3 (`inverted: false`).
 *
 * @throws {ArgumentError} if p is not from 0 to 1.
 * @example dropout(ones([4]), { p: 0.5, generator: new Generator(0) }).toArray(); // [2, 2, 2, 2]
 */
export function dropout(x: Tensor, options: DropoutOptions | number = {}): Tensor {
  const { p = 0.5, training = true, inverted = true, generator = random } = typeof options === 'number' ? { p: options } : options;
  if (!(p >= 0 && p <= 1))
    throw new ArgumentError(`dropout: p must be from 0 to 1: p ${p}. It is the share of elements that become 0.`, 'p', p);
  if (!training) return inverted ? reshape(x, x.shape) : mul(x, 1 - p);
  if (p === 0) return reshape(x, x.shape);
  // At p = 1 nothing is left to divide.
  const kept = inverted && p < 1 ? 1 / (1 - p) : 1;
  const mask = generator.rand(x.size);
  for (let i = 0; i < mask.length; i++) mask[i] = mask[i]! >= p ? kept : 0;
  return mul(x, create(mask, x.shape, { device: x.device, label: 'dropout mask' }));
}
