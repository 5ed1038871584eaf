import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { sigmoidGrad } from './sigmoid-grad.ts';

/**
 * Element-wise logistic function `1 / (1 + e^-x)`, in the form that does not overflow.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example sigmoid(tensor([0])).toArray(); // [0.5]
 */
export const sigmoid: Op<['x']> = defineOp({
  name: 'sigmoid',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Sigmoid', { x }),
  // y = sigmoid(x), dy = y (1 - y) dx
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }) => sigmoidGrad(g, output)),
  }),
});
