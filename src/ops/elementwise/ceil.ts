import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';

/**
 * Element-wise smallest whole number not below `x`. Not differentiable.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example ceil(tensor([1.5, -1.5])).toArray(); // [2, -1]
 */
export const ceil: Op<['x']> = defineOp({
  name: 'ceil',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Ceil', { x }),
  vjp: () => ({ x: null }),
});
