import type { KernelMap } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Kernels } from './kernel-type.ts';
import { blockFrom, floatsOf } from './values.ts';

/**
 * Local response normalization over the last axis: y_c = x_c * (bias + alpha * sum of x_k^2)^-beta, k within
 * depthRadius of c.
 *
 * Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks" (2012), section 3.3.
 */
export const localResponseKernels: Kernels<'LRN' | 'LRNGrad'> = {
  LRN: ({ x }, attrs) => {
    const values = floatsOf(x);
    const bases = normBases(x, attrs);
    return blockFrom(
      x,
      x.shape,
      'float64',
      values.map((v, i) => v * bases[i]! ** -attrs.beta),
    );
  },
  // With base b_c: dx_k = dy_k b_k^-beta - 2 alpha beta x_k * sum of dy_c y_c / b_c, c within depthRadius of k.
  LRNGrad: ({ x, y, dy }, attrs) => {
    const values = floatsOf(x);
    const outputs = floatsOf(y);
    const gradients = floatsOf(dy);
    const bases = normBases(x, attrs);
    const shares = gradients.map((g, i) => (g * outputs[i]!) / bases[i]!);
    const sums = sumNear(shares, x.shape.at(-1)!, attrs.depthRadius);
    return blockFrom(
      x,
      x.shape,
      'float64',
      values.map((v, i) => gradients[i]! * bases[i]! ** -attrs.beta - 2 * attrs.alpha * attrs.beta * v * sums[i]!),
    );
  },
};

function normBases(x: Raw, { bias, alpha, depthRadius }: KernelMap['LRN']['attrs']): Float64Array {
  const squares = floatsOf(x).map((v) => v * v);
  return sumNear(squares, x.shape.at(-1)!, depthRadius).map((sum) => bias + alpha * sum);
}

/** For each element the sum of those in its row of `width` that are at most `radius` away. */
function sumNear(values: Float64Array, width: number, radius: number): Float64Array {
  return values.map((_, i) => {
    const column = i % width;
    const start = i - column;
    let sum = 0;
    for (let k = Math.max(0, column - radius); k <= Math.min(width - 1, column + radius); k++) sum += values[start + k]!;
    return sum;
  });
}
