import { kernel } from '../../backend/kernel.ts';
import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { equal } from '../elementwise/equal.ts';
import { exp } from '../elementwise/exp.ts';
import { mul } from '../elementwise/mul.ts';
import { sub } from '../elementwise/sub.ts';
import { where } from '../elementwise/where.ts';
import { reshape } from '../movement/reshape.ts';
import { finite } from './finite.ts';
import type { ReduceAttrs } from './sum.ts';

/**
 * `log(sum(e^x))` over axes. The largest element is taken off first: none overflows. Over no elements it is -Infinity.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis.
 * @example logSumExp(tensor([1000, 1000])).item(); // 1000.6931471805599
 */
export const logSumExp: Op<['x'], ReduceAttrs, 'axis'> = defineOp({
  name: 'logSumExp',
  inputs: ['x'],
  shorthand: 'axis',
  promotes: 'float',
  outShape: ({ x }, { axis, keepDims }: ReduceAttrs) => reducedShape(x.shape, normalizeAxes('logSumExp', axis, x.shape.length), keepDims),
  forward: ({ x }, { axis, keepDims }) => {
    const axes = normalizeAxes('logSumExp', axis, x.shape.length);
    const largest = finite(kernel('Max', { x }, { reductionIndices: axes, keepDims: true }));
    const total = kernel('Sum', { x: kernel('Exp', { x: kernel('Sub', { a: x, b: largest }) }) }, { axis: axes, keepDims: true });
    const result = kernel('Add', { a: kernel('Log', { x: total }), b: largest });
    return kernel('Reshape', { x: result }, { shape: reducedShape(x.shape, axes, keepDims) });
  },
  // dy = softmax(x) dx; where all are -Infinity, e^(x - 0) is 0 and e^(x - y) would be NaN.
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }, { attrs, shape }) => {
      const kept = reducedShape(shape, normalizeAxes('logSumExp', attrs.axis, shape.length), true);
      const y = reshape(where(equal(output, -Infinity), 0, output), { shape: kept });
      return mul(reshape(g, { shape: kept }), exp(sub(x, y)));
    }),
  }),
});
