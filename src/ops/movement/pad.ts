import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { slice } from './slice.ts';

/** How many elements to add before and after each axis, and their value (default 0). */
export interface PadAttrs {
  readonly paddings: readonly (readonly [before: number, after: number])[];
  readonly value?: number;
}

/**
 * `x` with a constant around it. The adjoint of `slice`.
 *
 * Shapes: `x` [...X] -> [before + X + after, ...]
 *
 * @throws {ArgumentError} if `paddings` is not one pair of whole numbers from 0 for each axis.
 * @example pad(tensor([1, 2]), [[1, 2]]).toArray(); // [0, 1, 2, 0, 0]
 */
export const pad: Op<['x'], PadAttrs, 'paddings'> = defineOp({
  name: 'pad',
  inputs: ['x'],
  shorthand: 'paddings',
  outShape: ({ x }, { paddings }: PadAttrs) => paddedShape('pad', x.shape, paddings),
  forward: ({ x }, { paddings, value }) =>
    paddings.every(([before, after]) => before === 0 && after === 0)
      ? x
      : kernel('PadV2', { x }, { paddings: paddings.map(([before, after]) => [before, after]), constantValue: value ?? 0 }),
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => slice(g, { begin: attrs.paddings.map(([before]) => before), size: shape })),
  }),
});

/** The shape with the paddings added. @internal */
export function paddedShape(op: string, shape: Shape, paddings: PadAttrs['paddings']): Shape {
  const whole = (count: number): boolean => Number.isInteger(count) && count >= 0;
  if (paddings.length !== shape.length || !paddings.every(([before, after]) => whole(before) && whole(after))) {
    throw new ArgumentError(
      `${op}: paddings must be a pair of whole numbers for each axis: x ${format(shape)}, paddings [${paddings.map((pair) => format(pair)).join(',')}]. Give [0, 0] for an axis that stays.`,
      'paddings',
      paddings,
    );
  }
  return shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
}
