import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { gather } from './gather.ts';

/** The shape to come to, and its axis (from 0) that the indices count along. */
export interface GatherAdjointAttrs {
  readonly shape: Shape;
  readonly axis: number;
}

/**
 * Zeros of `shape` with each slice of `x` added at its index; slices with the same index add up. The adjoint of `gather`.
 *
 * Shapes: `x` [...A, ...I, ...B], `indices` int32 [...I] -> [...shape] = [...A, L, ...B]
 *
 * @internal
 */
export const gatherAdjoint: Op<['x', 'indices'], GatherAdjointAttrs> = defineOp({
  name: 'gatherAdjoint',
  inputs: ['x', 'indices'],
  promotes: 'number',
  accepts: { indices: 'int32' },
  outShape: (_, { shape }: GatherAdjointAttrs) => shape,
  forward: ({ x, indices }, { shape, axis }) => {
    const count = sizeOf(indices.shape);
    const outer = shape.slice(0, axis);
    const inner = shape.slice(axis + 1);
    const length = shape[axis]!;
    const width = sizeOf(outer) * sizeOf(inner);
    const rows = leading(kernel('Reshape', { x }, { shape: [sizeOf(outer), count, sizeOf(inner)] }));
    const sums = kernel(
      'ScatterNd',
      {
        indices: kernel('Reshape', { x: indices }, { shape: [count, 1] }),
        updates: kernel('Reshape', { x: rows }, { shape: [count, width] }),
      },
      { shape: [length, width] },
    );
    const apart = kernel('Reshape', { x: sums }, { shape: [length, sizeOf(outer), sizeOf(inner)] });
    return kernel('Reshape', { x: leading(apart) }, { shape });
  },
  vjp: (saving) => ({
    x: saving(['indices'], (g, { indices }, { attrs }) => gather(g, indices, { axis: attrs.axis })),
    indices: null,
  }),
});

/** The first two of three axes swapped. */
function leading(x: Raw): Raw {
  const [outer, count, inner] = [x.shape[0]!, x.shape[1]!, x.shape[2]!];
  if (outer === 1 || count === 1) return kernel('Reshape', { x }, { shape: [count, outer, inner] });
  return kernel('Transpose', { x }, { perm: [1, 0, 2] });
}
