import { kernel } from '../../backend/kernel.ts';
import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { notEqual } from '../elementwise/not-equal.ts';
import { where } from '../elementwise/where.ts';
import { checkIndices } from '../movement/check-indices.ts';
import { expandDims } from '../movement/expand-dims.ts';
import { gatherAdjoint } from '../movement/gather-adjoint.ts';

/** Options of `embedding`. */
export interface EmbeddingAttrs {
  /** The row that stands for nothing: it gets no gradient. */
  readonly paddingIndex?: number;
}

/**
 * The rows of a table that indices name. A row named twice gets the sum of both gradients.
 *
 * Shapes: `indices` int32 [...I], from 0 to V - 1, `weight` [V, D] -> [...I, D]
 *
 * @throws {ShapeError} if the table is not [V, D]; {DtypeError} if the indices are not int32; {ArgumentError} if one is outside the table (where the device can tell).
 * @example embedding(tensor([1, 0], { dtype: 'int32' }), tensor([[1, 2], [3, 4]])).toArray(); // [[3, 4], [1, 2]]
 */
export const embedding: Op<['indices', 'weight'], EmbeddingAttrs> = defineOp({
  name: 'embedding',
  inputs: ['indices', 'weight'],
  accepts: { indices: 'int32', weight: 'float' },
  outShape: ({ indices, weight }, { paddingIndex }: EmbeddingAttrs) => {
    const [rows, width] = weight.shape;
    if (weight.shape.length !== 2)
      throw new ShapeError(`embedding: the table must be [V,D]: weight ${format(weight.shape)}. Reshape it.`, { weight: weight.shape });
    if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < rows!)) {
      throw new ArgumentError(
        `embedding: paddingIndex must be a row of the table: paddingIndex ${paddingIndex}, weight ${format(weight.shape)}. Use 0 to ${rows! - 1}.`,
        'paddingIndex',
        paddingIndex,
      );
    }
    return [...indices.shape, width!];
  },
  forward: ({ indices, weight }) => {
    checkIndices('embedding', indices, weight.shape[0]!);
    return kernel('GatherV2', { x: weight, indices }, { axis: 0, batchDims: 0 });
  },
  vjp: (saving) => ({
    indices: null,
    weight: saving(['indices'], (g, { indices }, { attrs: { paddingIndex }, shape }) => {
      const learned = paddingIndex === undefined ? g : where(expandDims(notEqual(indices, paddingIndex), -1), g, 0);
      return gatherAdjoint(learned, indices, { shape, axis: 0 });
    }),
  }),
});
