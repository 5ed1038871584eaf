import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { reluGrad } from './relu-grad.ts';

/**
 * Element-wise rectifier `max(0, x)`. The gradient at 0 is 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example relu(tensor([-1, 2])).toArray(); // [0, 2]
 */
export const relu: Op<['x']> = defineOp({
  name: 'relu',
  inputs: ['x'],
  promotes: 'number',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Relu', { x }),
  // d relu(x) = dx where x > 0, else 0
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => reluGrad(g, output)),
  }),
});
