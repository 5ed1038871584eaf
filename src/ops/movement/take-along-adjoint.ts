import { kernel, upload } from '../../backend/kernel.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { axisLast, axisRestored } from './axis-last.ts';
import { takeAlong } from './take-along.ts';

/** The shape to come to, and its axis (from 0) that the indices count along. */
export interface TakeAlongAdjointAttrs {
  readonly shape: Shape;
  readonly axis: number;
}

/**
 * Zeros of `shape` with each element of `x` added in its row at its index; elements with the same index add up. The
 * adjoint of `takeAlong`.
 *
 * Shapes: `x` [...A, P, ...B], `indices` int32 of the same -> [...shape] = [...A, L, ...B]
 *
 * @internal
 */
export const takeAlongAdjoint: Op<['x', 'indices'], TakeAlongAdjointAttrs> = defineOp({
  name: 'takeAlongAdjoint',
  inputs: ['x', 'indices'],
  promotes: 'number',
  accepts: { indices: 'int32' },
  outShape: (_, { shape }: TakeAlongAdjointAttrs) => shape,
  forward: ({ x, indices }, { shape, axis }) => {
    const length = shape[axis]!;
    const count = sizeOf(x.shape);
    const rows = sizeOf(shape.toSpliced(axis, 1));
    const starts = upload(
      x.device,
      Int32Array.from({ length: rows }, (_, row) => row * length),
      [rows, 1],
      'int32',
    );
    const places = kernel('Add', { a: axisLast(indices, axis), b: starts });
    const sums = kernel(
      'ScatterNd',
      {
        indices: kernel('Reshape', { x: places }, { shape: [count, 1] }),
        updates: kernel('Reshape', { x: axisLast(x, axis) }, { shape: [count] }),
      },
      { shape: [rows * length] },
    );
    return axisRestored(kernel('Reshape', { x: sums }, { shape: [rows, length] }), shape, axis);
  },
  vjp: (saving) => ({
    x: saving(['indices'], (g, { indices }, { attrs }) => takeAlong(g, indices, { axis: attrs.axis })),
    indices: null,
  }),
});
