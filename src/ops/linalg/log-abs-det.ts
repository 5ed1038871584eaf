import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { swapAxes } from '../movement/swap-axes.ts';
import { checkSquare } from './check-square.ts';
import { inverse } from './inverse.ts';

/**
 * Logarithm of the absolute value of each determinant; -Infinity for a matrix that has no inverse.
 *
 * Shapes: `x` [...X, N, N] -> [...X]
 *
 * @throws {ShapeError} if x is not square; {ArgumentError} on differentiating at a matrix that has no inverse.
 * @example logAbsDet(tensor([[1, 2], [3, 4]])).item(); // 0.6931471805599453
 */
export const logAbsDet: Op<['x']> = defineOp({
  name: 'logAbsDet',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => {
    checkSquare('logAbsDet', 'x', x.shape);
    return x.shape.slice(0, -2);
  },
  forward: ({ x }) => linalgKernel('logAbsDet', 'LogMatrixDeterminant', { x }, {})[1],
  // d log |det X| = tr(X^-1 dX)
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(expandDims(g, { axis: [-2, -1] }), swapAxes(inverse(x), -1, -2))),
  }),
});
