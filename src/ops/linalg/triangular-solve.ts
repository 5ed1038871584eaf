import { linalgKernel } from '../../backend/composed/linalg.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { matrixGradient, rightGradient, solution, solutionShape } from './linear-system.ts';
import { tril } from './tril.ts';
import { triu } from './triu.ts';

/** Which triangle of A counts (default the lower; the other is not read), and whether A stands transposed (default false). */
export interface TriangularSolveAttrs {
  readonly lower?: boolean;
  readonly transposeA?: boolean;
}

/**
 * The solution x of T x = b, where T is one triangle of A. A vector b is one right-hand side for every matrix.
 *
 * Shapes: `a` [...A, N, N], `b` [...B, N, K] or [N] -> [...broadcast(A, B), N, K] or [...A, N]
 *
 * @throws {ShapeError} if A is not square or b does not fit; {ArgumentError} if a diagonal has a 0 (on webgpu, which cannot throw, NaN).
 * @example triangularSolve(tensor([[2, 0], [1, 1]]), tensor([2, 3])).toArray(); // [1, 2]
 */
export const triangularSolve: Op<['a', 'b'], TriangularSolveAttrs> = defineOp({
  name: 'triangularSolve',
  inputs: ['a', 'b'],
  promotes: 'float',
  outShape: ({ a, b }, _: TriangularSolveAttrs) => solutionShape('triangularSolve', a.shape, b.shape),
  forward: ({ a, b }, { lower = true, transposeA = false }) =>
    solution('triangularSolve', a, b, (inputs) =>
      linalgKernel('triangularSolve', 'MatrixTriangularSolve', inputs, { lower, transpose: transposeA }),
    ),
  broadcasts: true,
  // As solve's; only the triangle that was read gets a gradient.
  vjp: (saving) => ({
    a: saving(['a', 'output'], (g, { a, output }, { attrs }) => {
      const { lower = true, transposeA = false } = attrs;
      const vector = output.rank < a.rank;
      const gb = rightGradient(g, vector, (right) => triangularSolve(a, right, { lower, transposeA: !transposeA }));
      const gradient = matrixGradient(gb, output, vector, transposeA);
      return lower ? tril(gradient) : triu(gradient);
    }),
    b: saving(['a'], (g, { a }, { attrs, shape }) =>
      rightGradient(g, shape.length === 1, (right) =>
        triangularSolve(a, right, { lower: attrs.lower ?? true, transposeA: attrs.transposeA !== true }),
      ),
    ),
  }),
});
