import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise test for what is neither NaN nor infinite, as bool.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example isFinite(tensor([1, Infinity])).toArray(); // [1, 0]
 */
export const isFinite: Op<['x']> = defineOp({
  name: 'isFinite',
  inputs: ['x'],
  promotes: 'float',
  gives: 'bool',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('IsFinite', { x }),
  vjp: () => ({ x: null }),
});
