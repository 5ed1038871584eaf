import { kernel } from '../../backend/kernel.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { add } from './add.ts';
import { div } from './div.ts';
import { greaterEqual } from './greater-equal.ts';
import { lessEqual } from './less-equal.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/**
 * Element-wise `x relu6(x + 3) / 6` (Howard et al. 2019). The gradient at -3 is 0, at 3 it is 1.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example hardSwish(tensor([-4, 0, 4])).toArray(); // [0, 0, 4]
 */
export const hardSwish: Op<['x']> = defineOp({
  name: 'hardSwish',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => {
    const gate = kernel('Relu6', { x: kernel('Add', { a: x, b: constant(x.device, 3, x.dtype) }) });
    return kernel('Multiply', { a: x, b: kernel('Multiply', { a: gate, b: constant(x.device, 1 / 6, x.dtype) }) });
  },
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => where(lessEqual(x, -3), 0, where(greaterEqual(x, 3), g, mul(g, add(div(x, 3), 0.5))))),
  }),
});
