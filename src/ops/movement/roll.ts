import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { concat } from './concat.ts';
import { flatten } from './flatten.ts';
import { reshape } from './reshape.ts';
import { split } from './split.ts';

/** By how many places, and along which axes, one number each; default axis: x flattened. */
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
export function roll(x: Tensor, attrs: RollAttrs | number): Tensor {
  const { shift, axis }: RollAttrs = typeof attrs === 'number' ? { shift: attrs } : attrs;
  const shifts = typeof shift === 'number' ? [shift] : shift;
  const axes = axis === undefined ? undefined : typeof axis === 'number' ? [axis] : axis;
  if (!shifts.every(Number.isInteger) || shifts.length !== (axes?.length ?? 1)) {
    throw new ArgumentError(
      `roll: shift must be a whole number for each axis: shift ${format(shifts)}, axis ${axes === undefined ? 'none' : format(axes)}. Give one shift for each axis.`,
      'shift',
      shift,
    );
  }
  if (axes === undefined) return reshape(rolled(flatten(x), shifts[0]!, 0), { shape: x.shape });
  return axes.reduce((moved, one, i) => rolled(moved, shifts[i]!, normalizeAxis('roll', one, x.rank)), x);
}

function rolled(x: Tensor, shift: number, axis: number): Tensor {
  const length = x.shape[axis]!;
  const places = length === 0 ? 0 : ((shift % length) + length) % length;
  if (places === 0) return x;
  const [front, back] = split(x, { parts: [length - places, places], axis });
  return concat([back!, front!], { axis });
}
