import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { matrixGradient, rightGradient, solution, solutionShape } from './linear-system.ts';

/** Whether A stands transposed in the system; default false. */
export interface SolveAttrs {
  readonly transposeA?: boolean;
}

/**
 * The solution x of A x = b. A vector b is one right-hand side for every matrix, as in NumPy.
 *
 * Shapes: `a` [...A, N, N], `b` [...B, N, K] or [N] -> [...broadcast(A, B), N, K] or [...A, N]
 *
 * @throws {ShapeError} if A is not square or b does not fit; {ArgumentError} if a matrix has no inverse (on webgpu, which cannot throw, NaN).
 * @example solve(tensor([[2, 0], [0, 4]]), tensor([2, 8])).toArray(); // [1, 2]
 */
export const solve: Op<['a', 'b'], SolveAttrs> = defineOp({
  name: 'solve',
  inputs: ['a', 'b'],
  promotes: 'float',
  outShape: ({ a, b }, _: SolveAttrs) => solutionShape('solve', a.shape, b.shape),
  forward: ({ a, b }, { transposeA = false }) =>
    solution('solve', a, b, (inputs) => linalgKernel('solve', 'MatrixSolve', inputs, { transpose: transposeA })),
  broadcasts: true,
  // A x = b: dA x + A dx = db, so gb = A'^-1 g and gA = -gb x'.
  vjp: (saving) => ({
    a: saving(['a', 'output'], (g, { a, output }, { attrs }) => {
      const { transposeA = false } = attrs;
      const vector = output.rank < a.rank;
      const gb = rightGradient(g, vector, (right) => solve(a, right, { transposeA: !transposeA }));
      return matrixGradient(gb, output, vector, transposeA);
    }),
    b: saving(['a'], (g, { a }, { attrs, shape }) =>
      rightGradient(g, shape.length === 1, (right) => solve(a, right, { transposeA: attrs.transposeA !== true })),
    ),
  }),
});
