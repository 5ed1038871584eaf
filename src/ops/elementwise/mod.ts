import { kernel } from '../../backend/kernel.ts';
import { broadcastShapes } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { div } from './div.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { round } from './round.ts';
import { sub } from './sub.ts';

/**
 * Element-wise remainder of `a / b` with the sign of `b`, as in NumPy.
 *
 * Shapes: `a` [...A], `b` [...B] -> [...broadcast(A, B)]
 *
 * @throws {ShapeError} if A and B do not broadcast.
 * @example mod(tensor([5, -5]), 3).toArray(); // [2, 1]
 */
export const mod: Op<['a', 'b']> = defineOp({
  name: 'mod',
  inputs: ['a', 'b'],
  promotes: 'number',
  outShape: ({ a, b }) => broadcastShapes('mod', { a, b }),
  forward: ({ a, b }) => kernel('Mod', { a, b }),
  broadcasts: true,
  // a mod b = a - b floor(a / b); floor of the computed quotient can be one off where a / b is nearly whole
  vjp: (saving) => ({
    a: saving([], (g) => g),
    b: saving(['a', 'b', 'output'], (g, { a, b, output }) => neg(mul(g, round(div(sub(a, output), b))))),
  }),
});
