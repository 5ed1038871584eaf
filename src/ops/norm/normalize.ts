import { kernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../core/shape.ts';
import { constant } from '../../graph/constants.ts';
import { defineOp } from '../../graph/define-op.ts';
import { isRecording } from '../../graph/grad-mode.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { add } from '../elementwise/add.ts';
import { mul } from '../elementwise/mul.ts';
import { rsqrt } from '../elementwise/rsqrt.ts';
import { sub } from '../elementwise/sub.ts';
import { sum } from '../reduce/sum.ts';
import { constantMoments, momentsOf } from './moments.ts';

/** The axes that the moments are over, from the front, and what is added to the variance. */
export interface NormalizeAttrs {
  readonly axis: readonly number[];
  readonly epsilon: number;
}

/**
 * `(x - mean) / sqrt(variance + epsilon) * gamma + beta` with x's own moments.
 *
 * They are handed in so that the caller has them too; the gradient in x counts that they move with x, and they take none.
 *
 * Shapes: `x` [...X], `gamma`, `beta`, `mean`, `variance` X with length 1 at the axes -> [...X]
 *
 * @internal
 */
export const normalize: Op<['x', 'gamma', 'beta', 'mean', 'variance'], NormalizeAttrs> = defineOp({
  name: 'normalize',
  inputs: ['x', 'gamma', 'beta', 'mean', 'variance'],
  promotes: 'float',
  outShape: ({ x }, _: NormalizeAttrs) => x.shape,
  forward: ({ x, gamma, beta, mean, variance }, { epsilon }) => {
    const scale = kernel('Rsqrt', { x: kernel('Add', { a: variance, b: constant(x.device, epsilon, x.dtype) }) });
    // The mean is taken off first: x * scale - mean * scale would lose what is small against the mean.
    const centered = kernel('Sub', { a: x, b: mean });
    return kernel('Add', { a: kernel('Multiply', { a: centered, b: kernel('Multiply', { a: scale, b: gamma }) }), b: beta });
  },
  broadcasts: true,
  // With r = 1 / sqrt(variance + epsilon), c = x - mean, z = c r and m elements in a mean:
  // dbeta = sum(g), dgamma = sum(g z), dx = gamma r (g - sum(g) / m - z sum(g z) / m)
  vjp: (saving) =>
    saving.joint(['x', 'gamma', 'mean', 'variance'], (g, saved, { attrs: { axis, epsilon }, needs }) => {
      const { x, gamma } = saved;
      // A gradient that is to be differentiated again must know that the moments depend on x.
      const { mean, variance } = isRecording() && x.requiresGrad ? momentsOf(x, axis) : saved;
      const over = { axis, keepDims: true };
      const total = sum(g, over);
      if (!needs.x && !needs.gamma) return { ...noGradients, beta: total };
      const scale = rsqrt(add(variance, epsilon));
      const centered = sub(x, mean);
      const weighted = mul(sum(mul(g, centered), over), scale);
      if (!needs.x) return { ...noGradients, gamma: weighted, beta: total };
      const share = -1 / sizeOf(axis.map((one) => x.shape[one]!));
      const slope = mul(gamma, scale);
      const onCentered = mul(mul(mul(slope, scale), weighted), share);
      const shift = mul(mul(slope, total), share);
      return { ...noGradients, x: add(add(mul(g, slope), mul(centered, onCentered)), shift), gamma: weighted, beta: total };
    }),
});

const noGradients = { x: null, gamma: null, beta: null, mean: null, variance: null };

/** x normalized over axes, without scale and shift. @internal */
export function standardize(x: Tensor, axis: readonly number[], epsilon: number): Tensor {
  const { mean, variance } = constantMoments(x, axis);
  return normalize(x, 1, 0, mean, variance, { axis, epsilon });
}
