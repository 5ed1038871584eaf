import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { clip } from './clip.ts';
import { exp } from './exp.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/** Klambauer et al., "Self-Normalizing Neural Networks" (2017), equation 14 and appendix A1. */
const scale = 1.0507009873554805;
const alpha = 1.6732632423543772;

/**
 * Element-wise `1.0507 x` above 0, `1.0507 * 1.6733 (e^x - 1)` below: keeps mean 0 and variance 1 from layer to layer
 * (Klambauer et al. 2017). At 0 it counts as below.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example selu(tensor([0, 1])).toArray(); // [0, 1.0507009873554805]
 */
export const selu: Op<['x']> = defineOp({
  name: 'selu',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Selu', { x }),
  // The clip keeps e^x of the branch that is not taken from overflowing: its gradient would be 0 * Infinity.
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => where(greater(x, 0), mul(g, scale), mul(mul(g, scale * alpha), exp(clip(x, { max: 0 }))))),
  }),
});
