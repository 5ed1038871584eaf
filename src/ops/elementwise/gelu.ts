import { kernel } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from './add.ts';
import { clip } from './clip.ts';
import { erf } from './erf.ts';
import { exp } from './exp.ts';
import { mul } from './mul.ts';
import { neg } from './neg.ts';
import { sigmoid } from './sigmoid.ts';
import { square } from './square.ts';

/** `none`: by the error function; `tanh`: by the approximation that GPT-2 and BERT use. Default `none`. */
export interface GeluAttrs {
  readonly approximate?: 'none' | 'tanh';
}

/**
 * Element-wise `x` times the probability that a standard normal number is below `x` (Hendrycks and Gimpel 2016).
 *
 * Shapes: `x` [...X] -> [...X]
 *
 * @example gelu(tensor([0, 1])).toArray(); // [0, 0.841344746068543]
 */
export const gelu: Op<['x'], GeluAttrs, 'approximate'> = defineOp({
  name: 'gelu',
  inputs: ['x'],
  shorthand: 'approximate',
  promotes: 'float',
  outShape: ({ x }, _: GeluAttrs) => x.shape,
  forward: ({ x }, { approximate }) => times(x, approximate === 'tanh' ? kernel('Sigmoid', { x: cubicRaw(x) }) : normalRaw(x)),
  vjp: (saving) => ({
    x: saving(['x'], (g, { x }, { attrs: { approximate } }) => mul(g, approximate === 'tanh' ? tanhSlope(x) : erfSlope(x))),
  }),
});

/** 1 / sqrt(2 pi): the height of the normal density. */
const height = 1 / Math.sqrt(2 * Math.PI);

/** d(x Phi(x)) = Phi(x) + x phi(x) */
function erfSlope(x: Tensor): Tensor {
  const below = mul(add(erf(mul(x, Math.SQRT1_2)), 1), 0.5);
  return add(below, mul(x, mul(exp(mul(square(x), -0.5)), height)));
}

/**
 * The approximation 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) is x sigmoid(u), with
 * u = 2 sqrt(2 / pi) (x + 0.044715 x^3); equation 2 of the paper.
 */
const linear = 2 * Math.sqrt(2 / Math.PI);
const cubic = 0.044715 * linear;

/** Beyond it sigmoid(u) is 0 or 1 in float64 too; the cube of more would overflow to 0 * Infinity. */
const flat = 40;

/** d(x s(u)) = s(u) + x s(u) s(-u) u' */
function tanhSlope(x: Tensor): Tensor {
  const near = clip(x, { min: -flat, max: flat });
  const squared = square(near);
  const u = mul(near, add(mul(squared, cubic), linear));
  const above = sigmoid(u);
  return add(above, mul(mul(near, mul(above, sigmoid(neg(u)))), add(mul(squared, 3 * cubic), linear)));
}

function cubicRaw(x: Raw): Raw {
  const inner = kernel('Add', {
    a: times(kernel('Square', { x }), constant(x.device, cubic, x.dtype)),
    b: constant(x.device, linear, x.dtype),
  });
  return times(x, inner);
}

function normalRaw(x: Raw): Raw {
  const shifted = kernel('Add', {
    a: kernel('Erf', { x: times(x, constant(x.device, Math.SQRT1_2, x.dtype)) }),
    b: constant(x.device, 1, x.dtype),
  });
  return times(shifted, constant(x.device, 0.5, x.dtype));
}

function times(a: Raw, b: Raw): Raw {
  return kernel('Multiply', { a, b });
}
