import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis, sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { reshape } from './reshape.ts';

/** The first and last axis that become one; default all. */
export interface FlattenAttrs {
  readonly startAxis?: number;
  readonly endAxis?: number;
}

/**
 * Neighboring axes made one.
 *
 * Shapes: `x` [...X] -> X with the axes from `startAxis` to `endAxis` replaced by their product; a scalar -> [1]
 *
 * @throws {AxisError} if X has no such axis; {ArgumentError} if the last comes before the first.
 * @example flatten(tensor([[[1], [2]], [[3], [4]]]), 1).toArray(); // [[1, 2], [3, 4]]
 */
export const flatten: Op<['x'], FlattenAttrs, 'startAxis'> = defineOp({
  name: 'flatten',
  inputs: ['x'],
  shorthand: 'startAxis',
  outShape: ({ x }, attrs: FlattenAttrs) => flattened(x.shape, attrs),
  forward: ({ x }, attrs) => kernel('Reshape', { x }, { shape: flattened(x.shape, attrs) }),
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => reshape(g, { shape })),
  }),
});

function flattened(shape: Shape, { startAxis = 0, endAxis = -1 }: FlattenAttrs): Shape {
  if (shape.length === 0) return [1];
  const first = normalizeAxis('flatten', startAxis, shape.length, 'startAxis');
  const last = normalizeAxis('flatten', endAxis, shape.length, 'endAxis');
  if (last < first) {
    throw new ArgumentError(
      `flatten: the last axis comes before the first: x ${format(shape)}, startAxis ${startAxis}, endAxis ${endAxis}. Swap them.`,
      'endAxis',
      endAxis,
    );
  }
  return [...shape.slice(0, first), sizeOf(shape.slice(first, last + 1)), ...shape.slice(last + 1)];
}
