import { sizeOf } from '../../core/shape.ts';
import type { WasmKernels } from './kernel-type.ts';

/** Steps of optimizers. */
export const updateKernels: WasmKernels<'AdamUpdate'> = {
  AdamUpdate: (heap, { parameter, gradient, m, v }, { beta1, beta2, rate, root, epsilon, keep, penalty }) => {
    const next = heap.make(parameter.shape, 'float32');
    const nextM = heap.make(parameter.shape, 'float32');
    const nextV = heap.make(parameter.shape, 'float32');
    heap.simd.adam(
      heap.offset(parameter),
      heap.offset(gradient),
      heap.offset(m),
      heap.offset(v),
      heap.offset(next),
      heap.offset(nextM),
      heap.offset(nextV),
      sizeOf(parameter.shape),
      beta1,
      1 - beta1,
      beta2,
      1 - beta2,
      rate,
      1 / root,
      epsilon,
      keep,
      penalty,
    );
    return [next, nextM, nextV];
  },
};
