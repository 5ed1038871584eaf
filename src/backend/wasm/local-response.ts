import type { KernelMap } from '../kernel-map.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

/**
 * Local response normalization over the last axis: y_c = x_c * (bias + alpha * sum of x_k^2)^-beta, k within depthRadius of c.
 *
 * Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks" (2012), section 3.3.
 */
export const localResponseKernels: WasmKernels<'LRN' | 'LRNGrad'> = {
  LRN: (heap, { x }, attrs) => {
    const source = asFloat(heap, x);
    const output = heap.make(x.shape, 'float32');
    const [values, normed] = [heap.floats(source), heap.floats(output)];
    const bases = normBases(values, x.shape.at(-1)!, attrs);
    for (let i = 0; i < values.length; i++) normed[i] = values[i]! * bases[i]! ** -attrs.beta;
    return output;
  },
  // With base b_c: dx_k = dy_k b_k^-beta - 2 alpha beta x_k * sum of dy_c y_c / b_c, c within depthRadius of k.
  LRNGrad: (heap, { x, y, dy }, attrs) => {
    const { alpha, beta, depthRadius } = attrs;
    const output = heap.make(x.shape, 'float32');
    const [values, normed, gradients, slope] = [heap.floats(x), heap.floats(y), heap.floats(dy), heap.floats(output)];
    const width = x.shape.at(-1)!;
    const bases = normBases(values, width, attrs);
    const shares = Float64Array.from(gradients, (g, i) => (g * normed[i]!) / bases[i]!);
    const sums = sumNear(shares, width, depthRadius);
    for (let i = 0; i < values.length; i++) slope[i] = gradients[i]! * bases[i]! ** -beta - 2 * alpha * beta * values[i]! * sums[i]!;
    return output;
  },
};

function normBases(values: Float32Array, width: number, { bias, alpha, depthRadius }: KernelMap['LRN']['attrs']): Float64Array {
  const bases = sumNear(
    Float64Array.from(values, (v) => v * v),
    width,
    depthRadius,
  );
  for (let i = 0; i < bases.length; i++) bases[i] = bias + alpha * bases[i]!;
  return bases;
}

/** For each element the sum of those in its row of `width` that are at most `radius` away. */
function sumNear(values: Float64Array, width: number, radius: number): Float64Array {
  const sums = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const start = i - (i % width);
    const last = Math.min(start + width - 1, i + radius);
    let sum = 0;
    for (let k = Math.max(start, i - radius); k <= last; k++) sum += values[k]!;
    sums[i] = sum;
  }
  return sums;
}
