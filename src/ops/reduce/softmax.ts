import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { overLastAxis } from './over-last-axis.ts';
import { sum } from './sum.ts';

/** The axis along which probabilities add up to 1. Default: the last. */
export interface SoftmaxAttrs {
  readonly axis?: number;
}

/**
 * Exponentials along an axis, divided by their sum. The largest element is taken off first: none overflows.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example softmax(tensor([0, 0])).toArray(); // [0.5, 0.5]
 */
export const softmax: Op<['x'], SoftmaxAttrs, 'axis'> = defineOp({
  name: 'softmax',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis = -1 }: SoftmaxAttrs) => {
    normalizeAxis('softmax', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis = -1 }) =>
    overLastAxis(x, normalizeAxis('softmax', axis, x.shape.length), (logits) => kernel('Softmax', { logits }, { dim: x.shape.length - 1 })),
  // dy = y (dx - sum(y dx))
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }, { attrs: { axis = -1 } }) => {
      const weighted = mul(g, output);
      return sub(weighted, mul(output, sum(weighted, { axis, keepDims: true })));
    }),
  }),
});
