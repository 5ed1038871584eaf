import { kernel } from '../../backend/kernel.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';

/**
 * Element-wise `e^x - 1`, exact also near 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example expm1(tensor([0, 1e-20])).toArray(); // [0, 1e-20]
 */
export const expm1: Op<['x']> = defineOp({
  name: 'expm1',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }) => x.shape,
  forward: ({ x }) => kernel('Expm1', { x }),
  // From x, not from the output: adding 1 back would cancel for very negative x.
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }) => mul(g, exp(x))),
  }),
});
