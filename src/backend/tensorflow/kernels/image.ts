import { sizeOf } from '../../../core/shape.ts';
import type { ResizeKernel } from '../../kernel-families.ts';
import type { Raw } from '../../raw.ts';
import { bool, int, text, type OpAttr } from '../binding.ts';
import type { Eager } from '../eager.ts';
import { idAsFloat } from './cast.ts';
import type { Attrs, Kernels } from './kernel-type.ts';

/** Images [N, H, W, C] at another size, and local response normalization. */
export const imageKernels: Kernels<ResizeKernel | 'LRN' | 'LRNGrad'> = {
  // y = x b^-beta with b = bias + alpha * (sum of squares near).
  LRN: (tf, { x }, attrs) => {
    const id = idAsFloat(tf, x);
    return tf.op('Mul', [id, power(tf, base(tf, id, x, attrs), -attrs.beta)]);
  },
  // dx = dy b^-beta - 2 alpha beta x * (sum of dy y / b near).
  LRNGrad: (tf, { x, y, dy }, attrs) => {
    const [id, gradient] = [idAsFloat(tf, x), idAsFloat(tf, dy)];
    const b = base(tf, id, x, attrs);
    const shares = tf.step('RealDiv', [tf.step('Mul', [gradient, idAsFloat(tf, y)]), b]);
    const near = tf.step('Mul', [sumNear(tf, shares, x, attrs.depthRadius), tf.scalar(2 * attrs.alpha * attrs.beta, 'float32')]);
    return tf.op('Sub', [tf.step('Mul', [gradient, power(tf, b, -attrs.beta)]), tf.step('Mul', [id, near])]);
  },
  ResizeBilinear: (tf, { images }, attrs) => tf.op('ResizeBilinear', [idAsFloat(tf, images), tf.ints(attrs.size)], sampling(attrs)),
  ResizeBilinearGrad: (tf, { images, dy }, attrs) =>
    tf.op('ResizeBilinearGrad', [idAsFloat(tf, dy), idAsFloat(tf, images)], sampling(attrs)),
  ResizeNearestNeighbor: (tf, { images }, attrs) =>
    tf.op('ResizeNearestNeighbor', [idAsFloat(tf, images), tf.ints(attrs.size)], sampling(attrs)),
  ResizeNearestNeighborGrad: (tf, { images, dy }, attrs) =>
    tf.op('ResizeNearestNeighborGrad', [idAsFloat(tf, dy), tf.ints(images.shape.slice(1, 3))], sampling(attrs)),
};

function sampling({ alignCorners, halfPixelCenters }: { alignCorners: boolean; halfPixelCenters?: boolean }): OpAttr[] {
  return [bool('align_corners', alignCorners), bool('half_pixel_centers', halfPixelCenters ?? false)];
}

function power(tf: Eager, id: number, exponent: number): number {
  return tf.step('Pow', [id, tf.scalar(exponent, 'float32')]);
}

function base(tf: Eager, id: number, x: Raw, { depthRadius, bias, alpha }: Attrs<'LRN'>): number {
  const squares = sumNear(tf, tf.step('Square', [id]), x, depthRadius);
  return tf.step('AddV2', [tf.step('Mul', [squares, tf.scalar(alpha, 'float32')]), tf.scalar(bias, 'float32')]);
}

/**
 * For each element the sum of those in its row that are at most `radius` away, as a mean of windows over zeros around.
 * (The LRN op multiplies rows by a band of ones and zeros, and 0 times NaN puts a NaN everywhere.)
 */
function sumNear(tf: Eager, id: number, { shape }: Raw, radius: number): number {
  if (sizeOf(shape) === 0) return id;
  const width = shape.at(-1)!;
  const reach = Math.min(radius, width - 1);
  const rows = tf.step('Reshape', [id, tf.ints([1, sizeOf(shape) / width, width, 1])]);
  const around = tf.intPairs([
    [0, 0],
    [0, 0],
    [reach, reach],
    [0, 0],
  ]);
  const padded = tf.step('PadV2', [rows, around, tf.scalar(0, 'float32')]);
  const windows = [int('ksize', [1, 1, 2 * reach + 1, 1]), int('strides', [1, 1, 1, 1]), text('padding', 'VALID')];
  const means = tf.step('AvgPool', [padded], windows);
  return tf.step('Mul', [tf.step('Reshape', [means, tf.ints(shape)]), tf.scalar(2 * reach + 1, 'float32')]);
}
