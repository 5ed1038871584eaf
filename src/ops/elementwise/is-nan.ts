import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise test for NaN, as bool.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example isNaN(tensor([1, NaN])).toArray(); // [0, 1]
 */
export const isNaN: Op<['x']> = defineOp({
  name: 'isNaN',
  inputs: ['x'],
  promotes: 'float',
  gives: 'bool',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('IsNan', { x }),
  vjp: () => ({ x: null }),
});
