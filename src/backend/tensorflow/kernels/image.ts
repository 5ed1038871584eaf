import { bool, float, int } from '../binding.ts';
import { idAsFloat } from './cast.ts';
import type { Kernels } from './kernel-type.ts';

type Names = 'LRN' | 'LRNGrad' | 'ResizeBilinear' | 'ResizeBilinearGrad' | 'ResizeNearestNeighbor' | 'ResizeNearestNeighborGrad';

/** Images [N, H, W, C] at another size, and local response normalization. */
export const imageKernels: Kernels<Names> = {
  LRN: (tf, { x }, attrs) => tf.op('LRN', [idAsFloat(tf, x)], normAttrs(attrs)),
  LRNGrad: (tf, { x, y, dy }, attrs) => tf.op('LRNGrad', [idAsFloat(tf, dy), idAsFloat(tf, x), idAsFloat(tf, y)], normAttrs(attrs)),
  ResizeBilinear: (tf, { images }, attrs) => tf.op('ResizeBilinear', [idAsFloat(tf, images), tf.ints(attrs.size)], sampling(attrs)),
  ResizeBilinearGrad: (tf, { images, dy }, attrs) =>
    tf.op('ResizeBilinearGrad', [idAsFloat(tf, dy), idAsFloat(tf, images)], sampling(attrs)),
  ResizeNearestNeighbor: (tf, { images }, attrs) =>
    tf.op('ResizeNearestNeighbor', [idAsFloat(tf, images), tf.ints(attrs.size)], sampling(attrs)),
  ResizeNearestNeighborGrad: (tf, { images, dy }, attrs) =>
    tf.op('ResizeNearestNeighborGrad', [idAsFloat(tf, dy), tf.ints(images.shape.slice(1, 3))], sampling(attrs)),
};

function normAttrs({ depthRadius, bias, alpha, beta }: { depthRadius: number; bias: number; alpha: number; beta: number }) {
  return [int('depth_radius', depthRadius), float('bias', bias), float('alpha', alpha), float('beta', beta)];
}

function sampling({ alignCorners, halfPixelCenters }: { alignCorners: boolean; halfPixelCenters?: boolean }) {
  return [bool('align_corners', alignCorners), bool('half_pixel_centers', halfPixelCenters ?? false)];
}
