import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { pad } from './pad.ts';

/**
 * Where the slice begins, and how long it is, axis by axis from the first; a number stands for the first axis alone.
 * Negative begins count from the end; a size of -1, and axes not named, reach to the end.
 */
export interface SliceAttrs {
  readonly begin: number | readonly number[];
  readonly size?: number | readonly number[];
}

/**
 * A contiguous part of `x`.
 *
 * Shapes: `x` [...X] -> [...size]
 *
 * @throws {ShapeError} if the part does not lie within X.
 * @example slice(tensor([1, 2, 3, 4]), { begin: -3, size: 2 }).toArray(); // [2, 3]
 */
export const slice: Op<['x'], SliceAttrs, 'begin'> = defineOp({
  name: 'slice',
  inputs: ['x'],
  shorthand: 'begin',
  outShape: ({ x }, attrs: SliceAttrs) => part(x.shape, attrs).size,
  forward: ({ x }, attrs) => {
    const { begin, size } = part(x.shape, attrs);
    return sameShape(size, x.shape) ? x : kernel('Slice', { x }, { begin, size });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => {
      const { begin, size } = part(shape, attrs);
      return pad(g, { paddings: shape.map((length, axis) => [begin[axis]!, length - begin[axis]! - size[axis]!]) });
    }),
  }),
});

interface Part {
  readonly begin: number[];
  readonly size: number[];
}

function part(shape: Shape, attrs: SliceAttrs): Part {
  const begins = typeof attrs.begin === 'number' ? [attrs.begin] : attrs.begin;
  const sizes = attrs.size === undefined ? [] : typeof attrs.size === 'number' ? [attrs.size] : attrs.size;
  const begin = shape.map((length, axis) => (begins[axis] ?? 0) + ((begins[axis] ?? 0) < 0 ? length : 0));
  const size = shape.map((length, axis) => ((sizes[axis] ?? -1) === -1 ? length - begin[axis]! : sizes[axis]!));
  const inside = (length: number, axis: number): boolean => {
    const [from, count] = [begin[axis]!, size[axis]!];
    return Number.isInteger(from) && Number.isInteger(count) && from >= 0 && count >= 0 && from + count <= length;
  };
  if (begins.length > shape.length || sizes.length > shape.length || !shape.every(inside)) {
    throw new ShapeError(
      `slice: the part does not lie within x: x ${format(shape)}, begin ${format(begins)}, size ${format(sizes)}. Begin and end must be within each axis.`,
      { x: shape },
    );
  }
  return { begin, size };
}
