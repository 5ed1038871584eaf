import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { reshape } from './reshape.ts';

/** Where the new axes stand in the result. */
export interface ExpandDimsAttrs {
  readonly axis: number | readonly number[];
}

/**
 * `x` with new axes of length 1.
 *
 * Shapes: `x` [...X] -> X with a 1 at each place of `axis`, counted in the result
 *
 * @throws {AxisError} if the result has no such axis.
 * @example expandDims(tensor([1, 2]), 0).shape; // [1, 2]
 */
export const expandDims: Op<['x'], ExpandDimsAttrs, 'axis'> = defineOp({
  name: 'expandDims',
  inputs: ['x'],
  shorthand: 'axis',
  outShape: ({ x }, { axis }: ExpandDimsAttrs) => expanded(x.shape, axis),
  forward: ({ x }, { axis }) => kernel('Reshape', { x }, { shape: expanded(x.shape, axis) }),
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => reshape(g, { shape })),
  }),
});

function expanded(shape: Shape, axis: number | readonly number[]): Shape {
  const added = typeof axis === 'number' ? 1 : axis.length;
  const result = [...shape];
  for (const at of normalizeAxes('expandDims', axis, shape.length + added)) result.splice(at, 0, 1);
  return result;
}
