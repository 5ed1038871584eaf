import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { tanhGrad } from './tanh-grad.ts';

/**
 * Element-wise hyperbolic tangent.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example tanh(tensor([0])).toArray(); // [0]
 */
export const tanh: Op<['x']> = defineOp({
  name: 'tanh',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Tanh', { x }),
  // y = tanh(x), dy = (1 - y^2) dx
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => tanhGrad(g, output)),
  }),
});
