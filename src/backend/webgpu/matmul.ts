import type { TensorInfo } from '@tensorflow/tfjs-core';
import { broadcastShapes, sizeOf, type Shape } from '../../core/shape.ts';
import type { Gpu } from './gpu.ts';
import type { GpuKernels } from './kernel-type.ts';

/** Products of the last two axes; the axes before them broadcast. tfjs takes batches that are equal, or 1 on one side. */
export const matmulKernels: GpuKernels<'BatchMatMul'> = {
  BatchMatMul: (gpu, { a, b }, attrs) => {
    const [first, second] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
    const batch = broadcastShapes('kernel', { a: { shape: first }, b: { shape: second } });
    const left = stretched(gpu, a, batch, sizeOf(second));
    const right = stretched(gpu, b, batch, sizeOf(first));
    const product = gpu.tfjs('BatchMatMul', { a: left, b: right }, attrs);
    return gpu.reshape(product, [...batch, ...product.shape.slice(-2)]);
  },
};

/** As [batches, rows, columns]: one batch where it serves all, else as many as the result has. */
function stretched(gpu: Gpu, matrices: TensorInfo, batch: Shape, others: number): TensorInfo {
  const own = matrices.shape.slice(0, -2);
  const last = matrices.shape.slice(-2);
  const count = sizeOf(batch);
  if (sizeOf(own) === count || (sizeOf(own) === 1 && others === count)) return gpu.reshape(matrices, [sizeOf(own), ...last]);
  return gpu.reshape(gpu.kernel('BroadcastTo', { x: matrices }, { shape: [...batch, ...last] }), [count, ...last]);
}
