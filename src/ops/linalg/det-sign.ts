import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { checkSquare } from './check-square.ts';

/**
 * Sign of each determinant: 1, -1, or 0 for a matrix that has no inverse. It has no gradient.
 *
 * Shapes: `x` [...X, N, N] -> [...X]
 *
 * @throws {ShapeError} if x is not square.
 * @example detSign(tensor([[1, 2], [3, 4]])).item(); // -1
 */
export const detSign: Op<['x']> = defineOp({
  name: 'detSign',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => {
    checkSquare('detSign', 'x', x.shape);
    return x.shape.slice(0, -2);
  },
  forward: ({ x }) => linalgKernel('detSign', 'LogMatrixDeterminant', { x }, {})[0],
  vjp: () => ({ x: null }),
});
