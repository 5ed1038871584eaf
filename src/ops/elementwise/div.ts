import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';

/**
 * Element-wise quotient `a / b`, a float also of integers.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example div(tensor([2, 3]), 4).toArray(); // [0.5, 0.75]
 */
export const div: Op<['a', 'b']> = defineOp({
  name: 'div',
  inputs: ['a', 'b'],
  promotes: 'float',
  outShape: ({ a, b }) => broadcastShapes('div', { a, b }),
  forward: ({ a, b }) => kernel('RealDiv', { a, b }),
  broadcasts: true,
  // d(a / b) = (da - (a / b) db) / b; b^2 would overflow where b does not
  vjp: (saving) => ({
    a: saving(['b'], (g, { b }) => div(g, b)),
    b: saving(['b', 'output'], (g, { b, output }) => neg(mul(div(g, b), output))),
  }),
});
