import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { Heap } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

/** Gradients of activations from their output y, in one pass. */
export const activationGradKernels: WasmKernels<'EluGrad' | 'ReluGrad' | 'SigmoidGrad' | 'TanhGrad'> = {
  EluGrad: (heap, { dy, y }) => heap.stock('EluGrad', { dy: asFloat(heap, dy), y: asFloat(heap, y) }),
  ReluGrad: (heap, { dy, y }) => map(heap, heap.simd.reluGrad, dy, y),
  SigmoidGrad: (heap, { dy, y }) => map(heap, heap.simd.sigmoidGrad, dy, y),
  TanhGrad: (heap, { dy, y }) => map(heap, heap.simd.tanhGrad, dy, y),
};

type Loop = (dy: number, y: number, dx: number, length: number) => void;

function map(heap: Heap, loop: Loop, dy: TensorInfo, y: TensorInfo): TensorInfo {
  const [gradient, activation] = [asFloat(heap, dy), asFloat(heap, y)];
  const output = heap.make(y.shape, 'float32');
  loop(heap.offset(gradient), heap.offset(activation), heap.offset(output), sizeOf(y.shape));
  return output;
}
