import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { square } from './square.ts';

/**
 * Element-wise error function `2 / sqrt(pi) * integral from 0 to x of e^(-t^2) dt`.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example erf(tensor([0])).toArray(); // [0]
 */
export const erf: Op<['x']> = defineOp({
  name: 'erf',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Erf', { x }),
  // d erf(x) = 2 / sqrt(pi) e^(-x^2) dx
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(mul(g, 2 / Math.sqrt(Math.PI)), exp(neg(square(x))))),
  }),
});
