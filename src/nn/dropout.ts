import { ArgumentError } from '../core/errors.ts';
import type { Tensor } from '../graph/tensor.ts';
import { dropout, type DropoutOptions } from '../ops/norm/dropout.ts';
import { Module } from './module.ts';

/**
 * Sets elements to 0 at random while training (Srivastava et al. 2014). What is left is divided by 1 - p and evaluation
 * changes nothing; with `inverted: false`, the book's form, what is left stays and evaluation multiplies by 1 - p.
 *
 * Shapes: `x` [...X] -> the same
 *
 * @throws {ArgumentError} if p is not from 0 to 1.
 * @example new Dropout(0.5).eval().forward(tensor([1, 2])).toArray(); // [1, 2]
 */
export class Dropout extends Module {
  readonly #options: DropoutOptions;

  constructor(p = 0.5, options: Omit<DropoutOptions, 'p' | 'training'> = {}) {
    super();
    if (!(p >= 0 && p <= 1))
      throw new ArgumentError(`Dropout: p must be from 0 to 1: p ${p}. It is the share of elements that become 0.`, 'p', p);
    this.#options = { ...options, p };
  }

  override forward(x: Tensor): Tensor {
    return dropout(x, { ...this.#options, training: this.training });
  }
}
