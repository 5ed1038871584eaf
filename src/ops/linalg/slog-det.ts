import type { Tensor } from '../../graph/tensor.ts';
import { detSign } from './det-sign.ts';
import { logAbsDet } from './log-abs-det.ts';

/** A determinant is `sign * exp(logAbsDet)`. */
export interface SlogDet {
  readonly sign: Tensor;
  readonly logAbsDet: Tensor;
}

/**
 * Sign and logarithm of each determinant: large matrices overflow `det` and not these.
 *
 * Shapes: `x` [...X, N, N] -> both [...X]
 *
 * @throws {ShapeError} if x is not square.
 * @example slogDet(tensor([[0, 1], [1, 0]])).sign.item(); // -1
 */
export function slogDet(x: Tensor): SlogDet {
  return { sign: detSign(x), logAbsDet: logAbsDet(x) };
}
