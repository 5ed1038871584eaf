import { kernel, upload } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { gatherAdjoint } from './gather-adjoint.ts';
import { slice } from './slice.ts';

/** Elements to add before and after each axis. */
export type Paddings = readonly (readonly [before: number, after: number])[];

/**
 * How many elements to add around each axis, and what they are: a constant (default), the elements mirrored at the
 * first and last one (`reflect`), or these repeated (`edge`).
 */
export interface PadAttrs {
  readonly paddings: Paddings;
  readonly mode?: 'constant' | 'reflect' | 'edge';
  /** Of the constant; default 0. */
  readonly value?: number;
}

/**
 * `x` with elements added around it. With a constant it is the adjoint of `slice`.
 *
 * Shapes: `x` [...X] -> [before + X + after, ...]
 *
 * @throws {ArgumentError} if `paddings` is not one pair of whole numbers from 0 for each axis, or there is nothing to mirror or repeat.
 * @example pad(tensor([1, 2, 3]), { paddings: [[2, 1]], mode: 'reflect' }).toArray(); // [3, 2, 1, 2, 3, 2]
 */
export const pad: Op<['x'], PadAttrs, 'paddings'> = defineOp({
  name: 'pad',
  inputs: ['x'],
  shorthand: 'paddings',
  outShape: ({ x }, attrs: PadAttrs) => paddedShape(x.shape, attrs),
  forward: ({ x }, { paddings, mode = 'constant', value }) => {
    if (paddings.every(([before, after]) => before === 0 && after === 0)) return x;
    if (mode !== 'constant') return padByIndex(x, paddings, mode);
    return kernel('PadV2', { x }, { paddings: paddings.map(([before, after]) => [before, after]), constantValue: value ?? 0 });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => {
      const { paddings, mode = 'constant' } = attrs;
      if (mode !== 'constant') return addBack(g, shape, paddings, mode);
      return slice(g, { begin: paddings.map(([before]) => before), size: shape });
    }),
  }),
});

type Mode = 'reflect' | 'edge';

function paddedShape(shape: Shape, { paddings, mode = 'constant' }: PadAttrs): Shape {
  const whole = (count: number): boolean => Number.isInteger(count) && count >= 0;
  const listed = (): string => `x ${format(shape)}, paddings [${paddings.map((pair) => format(pair)).join(',')}]`;
  if (paddings.length !== shape.length || !paddings.every(([before, after]) => whole(before) && whole(after))) {
    throw new ArgumentError(
      `pad: paddings must be a pair of whole numbers for each axis: ${listed()}. Give [0, 0] for an axis that stays.`,
      'paddings',
      paddings,
    );
  }
  const padded = shape.map((length, axis) => paddings[axis]![0] + length + paddings[axis]![1]);
  if (mode !== 'constant' && padded.some((length, axis) => length > 0 && shape[axis] === 0)) {
    throw new ArgumentError(`pad: an empty axis has no elements for mode '${mode}': ${listed()}. Use mode 'constant'.`, 'mode', mode);
  }
  return padded;
}

/** Where each element of a padded axis of this length comes from. */
function sources(length: number, [before, after]: readonly [number, number], mode: Mode): Int32Array {
  const period = Math.max(1, 2 * (length - 1));
  return Int32Array.from({ length: before + length + after }, (_, i) => {
    const at = i - before;
    if (mode === 'edge') return Math.min(Math.max(at, 0), length - 1);
    // Mirrored at both ends, positions repeat; a padding may be longer than the axis, as in NumPy.
    const within = ((at % period) + period) % period;
    return Math.min(within, period - within);
  });
}

function padByIndex(x: Raw, paddings: Paddings, mode: Mode): Raw {
  let padded = x;
  for (const [axis, pair] of paddings.entries()) {
    if (pair[0] === 0 && pair[1] === 0) continue;
    const from = sources(x.shape[axis]!, pair, mode);
    padded = kernel('GatherV2', { x: padded, indices: upload(x.device, from, [from.length], 'int32') }, { axis, batchDims: 0 });
  }
  return padded;
}

/** The gradient of each added element goes to the element that it copies. */
function addBack(g: Tensor, shape: Shape, paddings: Paddings, mode: Mode): Tensor {
  let summed = g;
  for (const [axis, pair] of paddings.entries()) {
    if (pair[0] === 0 && pair[1] === 0) continue;
    const from = sources(shape[axis]!, pair, mode);
    const indices = create(from, [from.length], { dtype: 'int32', device: g.device });
    summed = gatherAdjoint(summed, indices, { shape: summed.shape.with(axis, shape[axis]!), axis });
  }
  return summed;
}
