import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Element-wise `log(1 + e^x)`, in the form that does not overflow.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example softplus(tensor([0])).toArray(); // [0.6931471805599453]
 */
export const softplus: Op<['x']> = defineOp({
  name: 'softplus',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Softplus', { x }),
  // d softplus(x) = sigmoid(x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, sigmoid(x))),
  }),
});
