import { kernel } from '../../backend/kernel.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { clip } from './clip.ts';
import { exp } from './exp.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** What `x` goes to at -Infinity, negated. Default 1. */
export interface EluAttrs {
  readonly alpha?: number;
}

/**
 * Element-wise `x` above 0, `alpha (e^x - 1)` below (Clevert et al. 2015). At 0 it counts as below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example elu(tensor([-100, 3])).toArray(); // [-1, 3]
 */
export const elu: Op<['x'], EluAttrs, 'alpha'> = defineOp({
  name: 'elu',
  inputs: ['x'],
  shorthand: 'alpha',
  promotes: 'float',
  outShape: ({ x }, _: EluAttrs) => x.shape,
  forward: ({ x }, { alpha = 1 }) => {
    if (alpha === 1) return kernel('Elu', { x });
    const below = kernel('Expm1', { x: kernel('Minimum', { a: x, b: constant(x.device, 0, x.dtype) }) });
    return kernel('Add', { a: kernel('Relu', { x }), b: kernel('Multiply', { a: below, b: constant(x.device, alpha, x.dtype) }) });
  },
  // The clip keeps e^x of the branch that is not taken from overflowing: its gradient would be 0 * Infinity.
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs: { alpha = 1 } }) => where(greater(x, 0), g, mul(mul(g, alpha), exp(clip(x, { max: 0 }))))),
  }),
});
