import { kernel } from '../../backend/kernel.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, normalizeAxes, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { reshape } from './reshape.ts';

/** Which axes go; default all of length 1. */
export interface SqueezeAttrs {
  readonly axis?: number | readonly number[];
}

/**
 * `x` without axes of length 1.
 *
 * Shapes: `x` [...X] -> X without the axes
 *
 * @throws {ShapeError} if a named axis is longer than 1; {AxisError} if X has no such axis.
 * @example squeeze(tensor([[[1, 2]]]), 0).shape; // [1, 2]
 */
export const squeeze: Op<['x'], SqueezeAttrs, 'axis'> = defineOp({
  name: 'squeeze',
  inputs: ['x'],
  shorthand: 'axis',
  outShape: ({ x }, { axis }: SqueezeAttrs) => squeezed(x.shape, axis),
  forward: ({ x }, { axis }) => kernel('Reshape', { x }, { shape: squeezed(x.shape, axis) }),
  vjp: (saving) => ({
    x: saving([], (g, _, { shape }) => reshape(g, { shape })),
  }),
});

function squeezed(shape: Shape, axis: number | readonly number[] | undefined): Shape {
  if (axis === undefined) return shape.filter((length) => length !== 1);
  const axes = normalizeAxes('squeeze', axis, shape.length);
  const long = axes.find((one) => shape[one] !== 1);
  if (long !== undefined) {
    throw new ShapeError(
      `squeeze: only axes of length 1 can go: x ${format(shape)}, axis ${long} (length ${shape[long]}). Name others, or reduce that axis.`,
      { x: shape },
    );
  }
  return shape.filter((_, one) => !axes.includes(one));
}
