import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { greater } from './greater.ts';
import { mul } from './mul.ts';
import { where } from './where.ts';

/**
 * Element-wise `x` above 0, `alpha x` below, with a slope that is learned. At 0 it counts as below.
 *
 * Shapes: `x` [...A], `alpha` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example prelu(tensor([-2, 3]), 0.25).toArray(); // [-0.5, 3]
 */
export const prelu: Op<['x', 'alpha']> = defineOp({
  name: 'prelu',
  inputs: ['x', 'alpha'],
  promotes: 'float',
  outShape: ({ x, alpha }) => broadcastShapes('prelu', { x, alpha }),
  forward: ({ x, alpha }) => kernel('Prelu', { x, alpha }),
  broadcasts: true,
  vjp: (saving) => ({
    x: saving(['x', 'alpha'], (g, { x, alpha }) => where(greater(x, 0), g, mul(g, alpha))),
    alpha: saving(['x'], (g, { x }) => where(greater(x, 0), 0, mul(g, x))),
  }),
});
