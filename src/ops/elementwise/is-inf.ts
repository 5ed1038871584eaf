import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise test for infinities, as bool.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example isInf(tensor([1, -Infinity])).toArray(); // [0, 1]
 */
export const isInf: Op<['x']> = defineOp({
  name: 'isInf',
  inputs: ['x'],
  promotes: 'float',
  gives: 'bool',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('IsInf', { x }),
  vjp: () => ({ x: null }),
});
