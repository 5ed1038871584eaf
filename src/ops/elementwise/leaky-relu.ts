import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** The slope below 0. Default 0.01, as in PyTorch. */
export interface LeakyReluAttrs {
  readonly alpha?: number;
}

const defaultSlope = 0.01;

/**
 * Element-wise `x` above 0, `alpha x` below (Maas et al. 2013). At 0 it counts as below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example leakyRelu(tensor([-2, 3]), 0.1).toArray(); // [-0.2, 3]
 */
export const leakyRelu: Op<['x'], LeakyReluAttrs, 'alpha'> = defineOp({
  name: 'leakyRelu',
  inputs: ['x'],
  shorthand: 'alpha',
  promotes: 'float',
  outShape: ({ x }, _: LeakyReluAttrs) => x.shape,
  forward: ({ x }, { alpha = defaultSlope }) => kernel('LeakyRelu', { x }, { alpha }),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs: { alpha = defaultSlope } }) => where(greater(x, 0), g, mul(g, alpha))),
  }),
});
