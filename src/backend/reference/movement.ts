import { promote } from '../../core/dtype.ts';
import { broadcastShapes, normalizeAxes, normalizeAxis, sizeOf, stridesOf, type Shape } from '../../core/shape.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { broadcastOffsets, offsets, steps, stridedOffsets } from './offsets.ts';
import { block, convert, here, isScalar, scalar, valueOf, valuesOf, zeros } from './values.ts';

type Names = 'BroadcastTo' | 'Cast' | 'Concat' | 'Reshape' | 'Reverse' | 'Select' | 'Slice' | 'Tile' | 'Transpose';

/** Kernels that only say where values go. */
export const movementKernels: Kernels<Names> = {
  BroadcastTo: ({ x }, { shape }) => pick(x, shape, broadcastOffsets(x.shape, shape)),
  Cast: ({ x }, { dtype }) => block(x, x.shape, here(dtype), convert(valuesOf(x), here(dtype))),
  Concat: concat,
  Reshape: ({ x }, { shape }) =>
    isScalar(x) && shape.length === 0 ? scalar(x, valueOf(x)) : block(x, shape, x.dtype, valuesOf(x).slice()),
  Reverse: reverse,
  Select: select,
  Slice: ({ x }, { begin, size }) => {
    const starts = x.shape.map((_, axis) => (typeof begin === 'number' ? (axis === 0 ? begin : 0) : (begin[axis] ?? 0)));
    const sizes = x.shape.map((length, axis) => {
      const wanted = typeof size === 'number' ? (axis === 0 ? size : -1) : (size[axis] ?? -1);
      return wanted === -1 ? length - starts[axis]! : wanted;
    });
    const strides = stridesOf(x.shape);
    return pick(x, sizes, stridedOffsets(sizes, strides, dot(starts, strides)));
  },
  Tile: ({ x }, { reps }) => {
    const strides = stridesOf(x.shape);
    const shape = x.shape.map((length, axis) => length * reps[axis]!);
    const perAxis = x.shape.flatMap((length, axis) => [steps(reps[axis]!, 0), steps(length, strides[axis]!)]);
    return pick(x, shape, offsets(perAxis));
  },
  Transpose: ({ x }, { perm }) => {
    const strides = stridesOf(x.shape);
    const shape = perm.map((axis) => x.shape[axis]!);
    return pick(
      x,
      shape,
      stridedOffsets(
        shape,
        perm.map((axis) => strides[axis]!),
      ),
    );
  },
};

/** A block of `shape` whose elements stand at these places of `x`. */
export function pick(x: Raw, shape: Shape, from: Int32Array): Raw {
  const values = valuesOf(x);
  const picked = zeros(x.dtype, from.length);
  for (let i = 0; i < from.length; i++) picked[i] = values[from[i]!]!;
  return block(x, shape, x.dtype, picked);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}

function concat(inputs: Readonly<Record<string, Raw>>, { axis }: { readonly axis: number }): Raw {
  const parts = Object.values(inputs);
  const first = parts[0]!;
  const along = normalizeAxis('kernel', axis, first.shape.length);
  const length = parts.reduce((sum, part) => sum + part.shape[along]!, 0);
  const shape = first.shape.with(along, length);
  const strides = stridesOf(shape);
  const joined = zeros(first.dtype, sizeOf(shape));
  let start = 0;
  for (const part of parts) {
    const values = valuesOf(part);
    const into = stridedOffsets(part.shape, strides, start * strides[along]!);
    for (let i = 0; i < into.length; i++) joined[into[i]!] = values[i]!;
    start += part.shape[along]!;
  }
  return block(first, shape, first.dtype, joined);
}

function reverse({ x }: { readonly x: Raw }, { dims }: { readonly dims: number | readonly number[] }): Raw {
  const axes = normalizeAxes('kernel', dims, x.shape.length);
  const strides = stridesOf(x.shape);
  const perAxis = x.shape.map((length, axis) => {
    const along = steps(length, strides[axis]!);
    return axes.includes(axis) ? along.reverse() : along;
  });
  return pick(x, x.shape, offsets(perAxis));
}

function select({ condition, t, e }: { readonly condition: Raw; readonly t: Raw; readonly e: Raw }): Raw {
  const shape = broadcastShapes('kernel', { condition, t, e });
  const dtype = promote(t.dtype, e.dtype);
  const tests = broadcastOffsets(condition.shape, shape);
  const yes = broadcastOffsets(t.shape, shape);
  const no = broadcastOffsets(e.shape, shape);
  const chosen = zeros(dtype, tests.length);
  for (let i = 0; i < tests.length; i++) {
    chosen[i] = valuesOf(condition)[tests[i]!] === 0 ? valuesOf(e)[no[i]!]! : valuesOf(t)[yes[i]!]!;
  }
  return block(t, shape, dtype, chosen);
}
