import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';

/** The learned scale and shift of a normalization; left out, the result stays normalized. */
export interface AffineOptions {
  readonly gamma?: Tensor;
  readonly beta?: Tensor;
  /** Added to the variance; default 1e-5. */
  readonly epsilon?: number;
}

/** Scale and shift, where they are given, of this shape. @internal */
export function affine(op: string, x: Tensor, expected: Shape, { gamma, beta }: AffineOptions): Tensor {
  const scaled = gamma === undefined ? x : mul(x, checked(op, 'gamma', gamma, expected));
  return beta === undefined ? scaled : add(scaled, checked(op, 'beta', beta, expected));
}

function checked(op: string, name: string, operand: Tensor, expected: Shape): Tensor {
  if (sameShape(operand.shape, expected)) return operand;
  throw new ShapeError(`${op}: ${name} has the wrong shape: ${name} ${format(operand.shape)}, expected ${format(expected)}. Reshape it.`, {
    [name]: operand.shape,
  });
}
