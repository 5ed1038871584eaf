import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { checkSquare } from './check-square.ts';
import { matMul } from './mat-mul.ts';

/**
 * Inverse of each matrix. To solve a system, `solve` is faster and more accurate.
 *
 * Shapes: `x` [...X, N, N] -> [...X, N, N]
 *
 * @throws {ShapeError} if x is not square; {ArgumentError} if a matrix has no inverse (on webgpu, which cannot throw, NaN).
 * @example inverse(tensor([[2, 0], [0, 4]])).toArray(); // [[0.5, 0], [0, 0.25]]
 */
export const inverse: Op<['x']> = defineOp({
  name: 'inverse',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => {
    checkSquare('inverse', 'x', x.shape);
    return x.shape;
  },
  forward: ({ x }) => linalgKernel('inverse', 'MatrixInverse', { x }, {}),
  // X Y = 1: dX Y + X dY = 0, so gX = -Y' g Y'.
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => mul(matMul(matMul(output, g, { transposeA: true }), output, { transposeB: true }), -1)),
  }),
});
