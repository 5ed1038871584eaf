import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { triangleOf, triangleShape, type TriangleAttrs } from './triangle.ts';

/**
 * Upper triangle of each matrix: zeros below the diagonal.
 *
 * Shapes: `x` [...X, M, N] -> [...X, M, N]
 *
 * @throws {ShapeError} if x has fewer than two axes; {ArgumentError} if the diagonal is no whole number.
 * @example triu(tensor([[1, 2], [3, 4]])).toArray(); // [[1, 2], [0, 4]]
 */
export const triu: Op<['x'], TriangleAttrs, 'diagonal'> = defineOp({
  name: 'triu',
  inputs: ['x'],
  shorthand: 'diagonal',
  outShape: ({ x }, { diagonal }: TriangleAttrs) => triangleShape('triu', x.shape, diagonal),
  forward: ({ x }, { diagonal = 0 }) => triangleOf(x, (above) => above >= diagonal),
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs }) => triu(g, attrs)),
  }),
});
