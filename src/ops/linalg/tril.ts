import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { triangleOf, triangleShape, type TriangleAttrs } from './triangle.ts';

/**
 * Lower triangle of each matrix: zeros above the diagonal.
 *
 * Shapes: `x` [...X, M, N] -> [...X, M, N]
 *
 * @throws {ShapeError} if x has fewer than two axes; {ArgumentError} if the diagonal is no whole number.
 * @example tril(tensor([[1, 2], [3, 4]])).toArray(); // [[1, 0], [3, 4]]
 */
export const tril: Op<['x'], TriangleAttrs, 'diagonal'> = defineOp({
  name: 'tril',
  inputs: ['x'],
  shorthand: 'diagonal',
  outShape: ({ x }, { diagonal }: TriangleAttrs) => triangleShape('tril', x.shape, diagonal),
  forward: ({ x }, { diagonal = 0 }) => triangleOf(x, (above) => above <= diagonal),
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs }) => tril(g, attrs)),
  }),
});
