import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { sum } from '../reduce/sum.ts';
import { reshape } from './reshape.ts';

/** How many copies of x stand along each axis, aligned at the last; more numbers than axes add axes in front. */
export interface TileAttrs {
  readonly reps: readonly number[];
}

/**
 * Copies of `x` side by side.
 *
 * Shapes: `x` [...X] -> [X * reps, ...]
 *
 * @throws {ArgumentError} if `reps` are not whole numbers from 0.
 * @example tile(tensor([1, 2]), [2, 2]).toArray(); // [[1, 2, 1, 2], [1, 2, 1, 2]]
 */
export const tile: Op<['x'], TileAttrs, 'reps'> = defineOp({
  name: 'tile',
  inputs: ['x'],
  shorthand: 'reps',
  outShape: ({ x }, { reps }: TileAttrs) => {
    if (!reps.every((count) => Number.isInteger(count) && count >= 0)) {
      throw new ArgumentError(
        `tile: reps must be whole numbers from 0: x ${format(x.shape)}, reps ${format(reps)}. Give 1 for an axis that stays.`,
        'reps',
        reps,
      );
    }
    const { shape, counts } = aligned(x.shape, reps);
    return shape.map((length, axis) => length * counts[axis]!);
  },
  forward: ({ x }, { reps }) => {
    const { shape, counts } = aligned(x.shape, reps);
    const whole = shape.length === x.shape.length ? x : kernel('Reshape', { x }, { shape });
    return counts.every((count) => count === 1) ? whole : kernel('Tile', { x: whole }, { reps: counts });
  },
  // Each axis of g is copies by elements: the copies add up.
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape: original }) => {
      const { shape, counts } = aligned(original, attrs.reps);
      const apart = reshape(g, { shape: shape.flatMap((length, axis) => [counts[axis]!, length]) });
      return reshape(sum(apart, { axis: shape.map((_, axis) => 2 * axis) }), { shape: original });
    }),
  }),
});

/** Shape and counts with ones in front, so that they are of one rank. */
function aligned(shape: Shape, reps: readonly number[]): { readonly shape: Shape; readonly counts: number[] } {
  const ones = (count: number): number[] => new Array<number>(Math.max(0, count)).fill(1);
  return { shape: [...ones(reps.length - shape.length), ...shape], counts: [...ones(shape.length - reps.length), ...reps] };
}
