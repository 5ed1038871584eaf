import { ArgumentError } from '../../core/errors.ts';
import { format, normalizeAxis } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { broadcastTo } from './broadcast-to.ts';
import { expandDims } from './expand-dims.ts';
import { flatten } from './flatten.ts';
import { gather } from './gather.ts';
import { reshape } from './reshape.ts';

/** How often each element stands in the result, one number for all or one for each along `axis`; default axis: x flattened. */
export interface RepeatAttrs {
  readonly repeats: number | readonly number[];
  readonly axis?: number;
}

/**
 * Each element of `x` several times in a row.
 *
 * Shapes: `x` [...A, L, ...B] -> [...A, sum of repeats, ...B]
 *
 * @throws {ArgumentError} if `repeats` are not whole numbers from 0, one or L of them; {AxisError} if X has no such axis.
 * @example repeat(tensor([1, 2]), { repeats: [1, 3] }).toArray(); // [1, 2, 2, 2]
 */
export function repeat(x: Tensor, attrs: RepeatAttrs | number): Tensor {
  const { repeats, axis }: RepeatAttrs = typeof attrs === 'number' ? { repeats: attrs } : attrs;
  const whole = axis === undefined ? flatten(x) : x;
  const along = normalizeAxis('repeat', axis ?? 0, whole.rank);
  const length = whole.shape[along]!;
  const counts = typeof repeats === 'number' ? [repeats] : repeats;
  if (!counts.every((count) => Number.isInteger(count) && count >= 0) || (typeof repeats !== 'number' && counts.length !== length)) {
    throw new ArgumentError(
      `repeat: repeats must be one whole number, or one for each element along the axis: x ${format(x.shape)}, axis ${axis ?? 'none'}, repeats ${format(counts)}. Give ${length} of them.`,
      'repeats',
      repeats,
    );
  }
  if (typeof repeats === 'number') {
    const { shape } = whole;
    const apart = broadcastTo(expandDims(whole, along + 1), { shape: shape.toSpliced(along + 1, 0, repeats) });
    return reshape(apart, { shape: shape.with(along, length * repeats) });
  }
  const from = Int32Array.from(counts.flatMap((count, place) => new Array<number>(count).fill(place)));
  return gather(whole, create(from, [from.length], { dtype: 'int32', device: x.device }), { axis: along });
}
