import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { broadcastTo } from './broadcast-to.ts';
import { reshape } from './reshape.ts';

/** `xy` (default): the first input runs along the second axis, as on paper; `ij`: along the first, as in a matrix. */
export interface MeshgridAttrs {
  readonly indexing?: 'xy' | 'ij';
}

/**
 * The coordinates of a grid: each vector repeated along the axes of the others, as NumPy's meshgrid.
 *
 * Shapes: vectors [A], [B], [C], ... -> each [B, A, C, ...] (`xy`) or [A, B, C, ...] (`ij`)
 *
 * @throws {ShapeError} if an input is no vector.
 * @example meshgrid([tensor([1, 2, 3]), tensor([10, 20])]).map((grid) => grid.toArray()); // [[[1, 2, 3], [1, 2, 3]], [[10, 10, 10], [20, 20, 20]]]
 */
export function meshgrid(vectors: readonly Tensor[], { indexing = 'xy' }: MeshgridAttrs = {}): Tensor[] {
  for (const [i, vector] of vectors.entries()) {
    if (vector.rank !== 1)
      throw new ShapeError(`meshgrid: inputs must be vectors: inputs[${i}] ${format(vector.shape)}. Flatten it.`, {
        [`inputs[${i}]`]: vector.shape,
      });
  }
  const axisOf = (i: number): number => (indexing === 'xy' && vectors.length > 1 && i < 2 ? 1 - i : i);
  const shape = vectors.map((_, axis) => vectors[axisOf(axis)]!.size);
  return vectors.map((vector, i) =>
    broadcastTo(reshape(vector, { shape: shape.map((_, axis) => (axis === axisOf(i) ? -1 : 1)) }), { shape }),
  );
}
