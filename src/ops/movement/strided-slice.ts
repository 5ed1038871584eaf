import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ArgumentError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { flip } from './flip.ts';
import { pad } from './pad.ts';
import { reshape } from './reshape.ts';
import { slice } from './slice.ts';

/**
 * begin:end:stride of each axis from the first, as Python slices: negative places count from the end, places outside are
 * cut, null is an open end, a negative stride goes backwards. Axes not named stay whole; default stride 1.
 */
export interface StridedSliceAttrs {
  readonly begin: readonly (number | null)[];
  readonly end?: readonly (number | null)[];
  readonly strides?: readonly number[];
}

/**
 * Every n-th element along axes.
 *
 * Shapes: `x` [...X] -> [number of places from begin to end, ...]
 *
 * @throws {ArgumentError} if a stride is 0, or more axes are named than X has.
 * @example stridedSlice(tensor([1, 2, 3, 4, 5]), { begin: [null], strides: [-2] }).toArray(); // [5, 3, 1]
 */
export const stridedSlice: Op<['x'], StridedSliceAttrs, 'begin'> = defineOp({
  name: 'stridedSlice',
  inputs: ['x'],
  shorthand: 'begin',
  outShape: ({ x }, attrs: StridedSliceAttrs) => walks(x.shape, attrs).map(({ count }) => count),
  forward: ({ x }, attrs) => {
    const all = walks(x.shape, attrs);
    const dims = all.flatMap(({ backwards }, axis) => (backwards ? [axis] : []));
    const taken = ascending(x, all);
    return dims.length === 0 ? taken : kernel('Reverse', { x: taken }, { dims });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => spread(g, shape, walks(shape, attrs))),
  }),
});

/** The places taken along an axis: `count` of them from `first` upwards, `step` apart, read backwards or not. */
interface Walk {
  readonly first: number;
  readonly count: number;
  readonly step: number;
  readonly backwards: boolean;
}

function walks(shape: Shape, { begin, end = [], strides = [] }: StridedSliceAttrs): Walk[] {
  const named = Math.max(begin.length, end.length, strides.length);
  if (named > shape.length || !strides.every((stride) => Number.isInteger(stride) && stride !== 0)) {
    const places = (list: readonly (number | null)[]): string => `[${list.map(String).join(',')}]`;
    throw new ArgumentError(
      `stridedSlice: strides must be whole and not 0, and no more axes named than there are: x ${format(shape)}, begin ${places(begin)}, end ${places(end)}, strides ${format(strides)}. Leave out the axes that stay.`,
      'strides',
      strides,
    );
  }
  return shape.map((length, axis) => walk(length, begin[axis] ?? null, end[axis] ?? null, strides[axis] ?? 1));
}

function walk(length: number, begin: number | null, end: number | null, stride: number): Walk {
  const backwards = stride < 0;
  const [lowest, highest] = backwards ? [-1, length - 1] : [0, length];
  const place = (at: number): number => Math.min(Math.max(at < 0 ? at + length : at, lowest), highest);
  const from = begin === null ? (backwards ? length - 1 : 0) : place(begin);
  const to = end === null ? (backwards ? -1 : length) : place(end);
  const count = Math.max(0, Math.ceil((to - from) / stride));
  return { first: count === 0 ? 0 : backwards ? from + (count - 1) * stride : from, count, step: Math.abs(stride), backwards };
}

function ascending(x: Raw, all: readonly Walk[]): Raw {
  if (all.every(({ count }, axis) => count === x.shape[axis])) return x;
  const begin = all.map(({ first }) => first);
  if (all.some(({ count }) => count === 0) || all.every(({ step }) => step === 1))
    return kernel('Slice', { x }, { begin, size: all.map(({ count }) => count) });
  return kernel(
    'StridedSlice',
    { x },
    {
      begin,
      end: all.map(({ first, count, step }) => first + (count - 1) * step + 1),
      strides: all.map(({ step }) => step),
      beginMask: 0,
      endMask: 0,
      ellipsisMask: 0,
      newAxisMask: 0,
      shrinkAxisMask: 0,
    },
  );
}

/** Puts gradients back where their elements were taken, zeros between and around them. */
function spread(g: Tensor, shape: Shape, all: readonly Walk[]): Tensor {
  if (all.some(({ count }) => count === 0)) return pad(g, { paddings: shape.map((length, axis) => [0, length - all[axis]!.count]) });
  const axis = all.flatMap(({ backwards }, one) => (backwards ? [one] : []));
  const forwards = axis.length === 0 ? g : flip(g, { axis });
  return pad(interleaved(forwards, all), {
    paddings: all.map(({ first, count, step }, one) => [first, shape[one]! - first - (count - 1) * step - 1]),
  });
}

/** step - 1 zeros between neighbors. */
function interleaved(g: Tensor, all: readonly Walk[]): Tensor {
  if (all.every(({ step }) => step === 1)) return g;
  const apart = reshape(g, { shape: all.flatMap(({ count }) => [count, 1]) });
  const widened = pad(apart, { paddings: all.flatMap(({ step }) => [[0, 0] as const, [0, step - 1] as const]) });
  const joined = reshape(widened, { shape: all.map(({ count, step }) => count * step) });
  return slice(joined, { begin: [], size: all.map(({ count, step }) => (count - 1) * step + 1) });
}
