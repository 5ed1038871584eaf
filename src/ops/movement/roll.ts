import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis, sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** By how many places, and along which axes, one number each; default axis: x as if flattened. */
export interface RollAttrs {
  readonly shift: number | readonly number[];
  readonly axis?: number | readonly number[];
}

/**
 * `x` moved along axes; what leaves at the end comes in at the front.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {ArgumentError} if shifts are not whole numbers, one for each axis; {AxisError} if X has no such axis.
 * @example roll(tensor([1, 2, 3]), 1).toArray(); // [3, 1, 2]
 */
export const roll: Op<['x'], RollAttrs, 'shift'> = defineOp({
  name: 'roll',
  inputs: ['x'],
  shorthand: 'shift',
  outShape: ({ x }, attrs: RollAttrs) => {
    moves(x.shape, attrs);
    return x.shape;
  },
  forward: ({ x }, attrs) => {
    if (attrs.axis !== undefined) return moves(x.shape, attrs).reduce(rolled, x);
    const flat = kernel('Reshape', { x }, { shape: [sizeOf(x.shape)] });
    return kernel('Reshape', { x: moves(x.shape, attrs).reduce(rolled, flat) }, { shape: x.shape });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs: { shift, axis } }) => {
      const back = typeof shift === 'number' ? -shift : shift.map((places) => -places);
      return roll(g, axis === undefined ? { shift: back } : { shift: back, axis });
    }),
  }),
});

interface Move {
  readonly axis: number;
  readonly shift: number;
}

function moves(shape: Shape, { shift, axis }: RollAttrs): Move[] {
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const axes = axis === undefined ? [0] : typeof axis === 'number' ? [axis] : axis;
  if (!shifts.every(Number.isInteger) || shifts.length !== axes.length) {
    throw new ArgumentError(
      `roll: shift must be a whole number for each axis: shift ${format(shifts)}, axis ${axis === undefined ? 'none' : format(axes)}. Give one shift for each axis.`,
      'shift',
      shift,
    );
  }
  const rank = axis === undefined ? 1 : shape.length;
  return axes.map((one, i) => ({ axis: normalizeAxis('roll', one, rank), shift: shifts[i]! }));
}

function rolled(x: Raw, { axis, shift }: Move): Raw {
  const { shape } = x;
  const length = shape[axis]!;
  const places = length === 0 ? 0 : ((shift % length) + length) % length;
  if (places === 0) return x;
  const part = (begin: number, size: number): Raw =>
    kernel('Slice', { x }, { begin: shape.map((_, one) => (one === axis ? begin : 0)), size: shape.with(axis, size) });
  return kernel('Concat', { 0: part(length - places, places), 1: part(0, length - places) }, { axis });
}
