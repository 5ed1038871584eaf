import { kernel } from '../../backend/kernel.ts';
import { ArgumentError } from '../../core/errors.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/** Number of classes, and the values at the class (default 1) and elsewhere (default 0). */
export interface OneHotAttrs {
  readonly depth: number;
  readonly onValue?: number;
  readonly offValue?: number;
}

/**
 * Each index as a row of floats with one 1. An index outside the classes gives a row of zeros.
 *
 * Shapes: `indices` int32 [...I] -> [...I, depth]
 *
 * @throws {DtypeError} if the indices are not int32; {ArgumentError} if depth is not a whole number from 0.
 * @example oneHot(tensor([2, 0], { dtype: 'int32' }), 3).toArray(); // [[0, 0, 1], [1, 0, 0]]
 */
export const oneHot: Op<['indices'], OneHotAttrs, 'depth'> = defineOp({
  name: 'oneHot',
  inputs: ['indices'],
  shorthand: 'depth',
  accepts: { indices: 'int32' },
  gives: 'float',
  outShape: ({ indices }, { depth }: OneHotAttrs) => {
    if (!Number.isInteger(depth) || depth < 0) {
      throw new ArgumentError(`oneHot: depth must be a whole number from 0: depth ${depth}. Give the number of classes.`, 'depth', depth);
    }
    return [...indices.shape, depth];
  },
  forward: ({ indices }, { depth, onValue = 1, offValue = 0 }) =>
    kernel('OneHot', { indices }, { depth, onValue, offValue, dtype: 'float32' }),
  vjp: () => ({ indices: null }),
});
