import { kernel } from '../../backend/kernel.ts';
import { normalizeAxis } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { exp } from '../elementwise/exp.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { overLastAxis } from './over-last-axis.ts';
import type { SoftmaxAttrs } from './softmax.ts';
import { sum } from './sum.ts';

/**
 * The logarithm of `softmax`, finite also where the softmax underflows to 0.
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @throws {AxisError} if X has no such axis.
 * @example logSoftmax(tensor([0, 0])).toArray(); // [-0.6931471805599453, -0.6931471805599453]
 */
export const logSoftmax: Op<['x'], SoftmaxAttrs, 'axis'> = defineOp({
  name: 'logSoftmax',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis = -1 }: SoftmaxAttrs) => {
    normalizeAxis('logSoftmax', axis, x.shape.length);
    return x.shape;
  },
  forward: ({ x }, { axis = -1 }) =>
    overLastAxis(x, normalizeAxis('logSoftmax', axis, x.shape.length), (logits) =>
      kernel('LogSoftmax', { logits }, { axis: x.shape.length - 1 }),
    ),
  // dy = dx - sum(softmax(x) dx)
  vjp: (saving) => ({
    x: saving(['output'], (g, { output }, { attrs: { axis = -1 } }) => sub(g, mul(exp(output), sum(g, { axis, keepDims: true })))),
  }),
});
