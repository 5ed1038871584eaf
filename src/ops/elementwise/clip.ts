import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { greaterEqual } from './greater-equal.ts';
import { lessEqual } from './less-equal.ts';
import { logicalAnd } from './logical-and.ts';
import { where } from './where.ts';

/** The range to stay in. Default: no bound on that side. */
export interface ClipAttrs {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Element-wise `x` limited to a range. The gradient passes inside the range and at its bounds.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {ArgumentError} if `min` is above `max`.
 * @example clip(tensor([-3, 0.5, 3]), { min: -1, max: 1 }).toArray(); // [-1, 0.5, 1]
 */
export const clip: Op<['x'], ClipAttrs> = defineOp({
  name: 'clip',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }, { min = -Infinity, max = Infinity }: ClipAttrs) => {
    if (!(min <= max)) throw new ArgumentError(`clip: the range is empty: min ${min}, max ${max}. Give min <= max.`, 'min', min);
    return x.shape;
  },
  forward: ({ x }, { min = -Infinity, max = Infinity }) => kernel('ClipByValue', { x }, { clipValueMin: min, clipValueMax: max }),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs: { min = -Infinity, max = Infinity } }) =>
      where(logicalAnd(greaterEqual(x, min), lessEqual(x, max)), g, 0),
    ),
  }),
});
