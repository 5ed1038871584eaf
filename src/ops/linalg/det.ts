import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { swapAxes } from '../movement/swap-axes.ts';
import { checkSquare } from './check-square.ts';
import { inverse } from './inverse.ts';

/**
 * Determinant of each matrix. It overflows for large ones: see `slogDet`.
 *
 * Shapes: `x` [...X, N, N] -> [...X]
 *
 * @throws {ShapeError} if x is not square; {ArgumentError} on differentiating at a matrix that has no inverse.
 * @example det(tensor([[1, 2], [3, 4]])).item(); // -2
 */
export const det: Op<['x']> = defineOp({
  name: 'det',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => {
    checkSquare('det', 'x', x.shape);
    return x.shape.slice(0, -2);
  },
  forward: ({ x }) => linalgKernel('det', 'MatrixDeterminant', { x }, {}),
  // Jacobi's formula: d det(X) = det(X) tr(X^-1 dX)
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }) => mul(expandDims(mul(g, output), { axis: [-2, -1] }), swapAxes(inverse(x), -1, -2))),
  }),
});
