import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** Which axis of x stands at each place of the result; default all reversed. */
export interface TransposeAttrs {
  readonly perm?: readonly number[];
}

/**
 * `x` with its axes in another order; a matrix turned over by default.
 *
 * Shapes: `x` [...X] -> [X[perm[0]], X[perm[1]], ...]
 *
 * @throws {ArgumentError} if `perm` does not name every axis once; {AxisError} if it names one that X does not have.
 * @example transpose(tensor([[1, 2, 3]])).toArray(); // [[1], [2], [3]]
 */
export const transpose: Op<['x'], TransposeAttrs, 'perm'> = defineOp({
  name: 'transpose',
  inputs: ['x'],
  shorthand: 'perm',
  outShape: ({ x }, { perm }: TransposeAttrs) => order(x.shape, perm).map((axis) => x.shape[axis]!),
  forward: ({ x }, { perm }) => {
    const axes = order(x.shape, perm);
    return axes.every((axis, i) => axis === i) ? x : kernel('Transpose', { x }, { perm: axes });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => transpose(g, { perm: inverse(order(shape, attrs.perm)) })),
  }),
});

function order(shape: Shape, perm: readonly number[] | undefined): readonly number[] {
  const rank = shape.length;
  if (perm === undefined) return shape.map((_, axis) => rank - 1 - axis);
  const axes = perm.map((axis) => normalizeAxis('transpose', axis, rank, 'perm'));
  if (axes.length !== rank || new Set(axes).size !== rank) {
    throw new ArgumentError(
      `transpose: perm must name every axis once: x ${format(shape)}, perm ${format(perm)}. Use a permutation of 0 to ${rank - 1}.`,
      'perm',
      perm,
    );
  }
  return axes;
}

function inverse(perm: readonly number[]): number[] {
  const back = new Array<number>(perm.length);
  for (const [place, axis] of perm.entries()) back[axis] = place;
  return back;
}
