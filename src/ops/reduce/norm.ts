import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ArgumentError } from '../../core/errors.ts';
import { normalizeAxes, reducedShape } from '../../core/shape.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { abs } from '../elementwise/abs.ts';
import { div } from '../elementwise/div.ts';
import { equal } from '../elementwise/equal.ts';
import { mul } from '../elementwise/mul.ts';
import { pow } from '../elementwise/pow.ts';
import { sign } from '../elementwise/sign.ts';
import { where } from '../elementwise/where.ts';
import { reshape } from '../movement/reshape.ts';
import { shareAmongTies } from './extremum.ts';
import { finite } from './finite.ts';
import type { ReduceAttrs } from './sum.ts';

/** Axes, and which norm: 1 (sum of magnitudes), 2 (default, Euclidean), Infinity (largest magnitude), any p above 0. */
export interface NormAttrs extends ReduceAttrs {
  readonly ord?: number;
}

/**
 * Vector norm over axes, `sum(|x|^p)^(1/p)`, of magnitudes scaled to at most 1: their powers do not overflow.
 *
 * The gradient is 0 where all elements are 0. Over no elements the norm is 0.
 *
 * Shapes: `x` [...X] -> X without the axes (or with length 1 there, with `keepDims`)
 *
 * @throws {AxisError} if X has no such axis; {ArgumentError} if `ord` is not above 0.
 * @example norm(tensor([3, 4])).item(); // 5
 */
export const norm: Op<['x'], NormAttrs, 'ord'> = defineOp({
  name: 'norm',
  inputs: ['x'],
  shorthand: 'ord',
  promotes: 'float',
  outShape: ({ x }, { ord = 2, axis, keepDims }: NormAttrs) => {
    if (!(ord > 0))
      throw new ArgumentError(`norm: the order must be above 0: ord ${ord}. Use 1, 2, Infinity or another positive number.`, 'ord', ord);
    return reducedShape(x.shape, normalizeAxes('norm', axis, x.shape.length), keepDims);
  },
  forward: ({ x }, { ord = 2, axis, keepDims }) => {
    const axes = normalizeAxes('norm', axis, x.shape.length);
    return kernel('Reshape', { x: normRaw(x, ord, axes) }, { shape: reducedShape(x.shape, axes, keepDims) });
  },
  vjp: (saving) => ({
    x: saving(['x', 'output'], (g, { x, output }, { attrs, shape }) => {
      const { ord = 2 } = attrs;
      if (ord === Infinity) return mul(sign(x), shareAmongTies('norm', g, abs(x), output, attrs));
      const kept = { shape: reducedShape(shape, normalizeAxes('norm', attrs.axis, shape.length), true) };
      if (ord === 1) return mul(sign(x), reshape(g, kept));
      return mul(reshape(g, kept), slope(x, reshape(output, kept), ord));
    }),
  }),
});

/** sign(x) (|x| / y)^(p - 1); dividing by Infinity where the norm is 0 gives 0. */
function slope(x: Tensor, y: Tensor, ord: number): Tensor {
  const length = where(equal(y, 0), Infinity, y);
  return ord === 2 ? div(x, length) : mul(sign(x), pow(div(abs(x), length), ord - 1));
}

/** The norm with its axes kept. */
function normRaw(x: Raw, ord: number, axis: readonly number[]): Raw {
  const size = kernel('Abs', { x });
  if (ord === 1) return kernel('Sum', { x: size }, { axis: [...axis], keepDims: true });
  // Of no elements the largest is -Infinity.
  const none = constant(x.device, 0, x.dtype);
  const largest = kernel('Maximum', { a: kernel('Max', { x: size }, { reductionIndices: [...axis], keepDims: true }), b: none });
  if (ord === Infinity) return largest;
  const isZero = kernel('Cast', { x: kernel('Equal', { a: largest, b: none }) }, { dtype: x.device.float });
  const scale = finite(kernel('Add', { a: largest, b: isZero }));
  const ratio = kernel('RealDiv', { a: size, b: scale });
  const power = ord === 2 ? kernel('Square', { x: ratio }) : kernel('Pow', { a: ratio, b: constant(x.device, ord, x.dtype) });
  const total = kernel('Sum', { x: power }, { axis: [...axis], keepDims: true });
  const root = ord === 2 ? kernel('Sqrt', { x: total }) : kernel('Pow', { a: total, b: constant(x.device, 1 / ord, x.dtype) });
  return kernel('Multiply', { a: root, b: scale });
}
