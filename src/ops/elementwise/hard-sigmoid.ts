import { kernel } from '../../backend/kernel.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { abs } from './abs.ts';
import { div } from './div.ts';
import { less } from './less.ts';
import { where } from './where.ts';

/**
 * Element-wise `relu6(x + 3) / 6`, a sigmoid of three straight pieces. The gradient at -3 and 3 is 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example hardSigmoid(tensor([-3, 0, 3])).toArray(); // [0, 0.5, 1]
 */
export const hardSigmoid: Op<['x']> = defineOp({
  name: 'hardSigmoid',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) =>
    kernel('Multiply', {
      a: kernel('Relu6', { x: kernel('Add', { a: x, b: constant(x.device, 3, x.dtype) }) }),
      b: constant(x.device, 1 / 6, x.dtype),
    }),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => where(less(abs(x), 3), div(g, 6), 0)),
  }),
});
