import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sigmoid } from './sigmoid.ts';

/**
 * Element-wise `log(sigmoid(x)) = -softplus(-x)`, finite where the sigmoid underflows to 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example logSigmoid(tensor([0])).toArray(); // [-0.6931471805599453]
 */
export const logSigmoid: Op<['x']> = defineOp({
  name: 'logSigmoid',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Neg', { x: kernel('Softplus', { x: kernel('Neg', { x }) }) }),
  // d log sigmoid(x) = sigmoid(-x) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, sigmoid(neg(x)))),
  }),
});
