import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { swapAxes } from '../movement/swap-axes.ts';
import { checkSquare } from './check-square.ts';
import { matMul } from './mat-mul.ts';
import { triangularSolve } from './triangular-solve.ts';
import { tril } from './tril.ts';

/**
 * Lower triangular L with L L' = x, for symmetric positive definite matrices. Only the lower triangle of x is read, as in
 * NumPy, and only it gets a gradient.
 *
 * Shapes: `x` [...X, N, N] -> [...X, N, N]
 *
 * Source of the gradient: I. Murray, "Differentiation of the Cholesky decomposition", arXiv:1602.07527, section 3.
 *
 * @throws {ShapeError} if x is not square; {ArgumentError} if a matrix is not positive definite (on webgpu, which cannot throw, NaN).
 * @example cholesky(tensor([[4, 2], [2, 5]])).toArray(); // [[2, 0], [1, 2]]
 */
export const cholesky: Op<['x']> = defineOp({
  name: 'cholesky',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => {
    checkSquare('cholesky', 'x', x.shape);
    return x.shape;
  },
  forward: ({ x }) => linalgKernel('cholesky', 'Cholesky', { x }, {}),
  // S = L'^-1 P(L' g) L^-1, where P halves the diagonal of a lower triangle; both triangles of S belong to the lower one of x.
  vjp: (saving) => ({
    x: saving(['output'], (g, { output: factor }) => {
      const inner = halvedTriangle(matMul(factor, tril(g), { transposeA: true }));
      const left = triangularSolve(factor, inner, { transposeA: true });
      const turned = triangularSolve(factor, swapAxes(left, -1, -2), { transposeA: true });
      return halvedTriangle(add(turned, swapAxes(turned, -1, -2)));
    }),
  }),
});

/** The lower triangle, its diagonal halved. */
function halvedTriangle(x: Tensor): Tensor {
  return mul(add(tril(x), tril(x, { diagonal: -1 })), 0.5);
}
