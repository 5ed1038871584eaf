import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../core/shape.ts';
import type { PoolKernel } from '../kernel-families.ts';
import type { Heap } from './heap.ts';
import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';
import { poolGeometry, poolWindow, type PoolAttrs } from './window.ts';

/** Pooling over [batch, height, width, channels]. tfjs's MaxPoolGrad searches the maxima again: 40 ms where this takes 0.4. */
export const poolKernels: WasmKernels<PoolKernel> = {
  AvgPool: (heap, { x }, attrs) => {
    const geometry = poolGeometry(x.shape, attrs);
    const floats = asFloat(heap, x);
    const output = heap.zeros(geometry.outShape, 'float32');
    heap.simd.averagePool(heap.offset(floats), heap.offset(output), 0, ...poolWindow(geometry));
    return output;
  },
  AvgPoolGrad: (heap, { dy, input }, attrs) => {
    const output = heap.zeros(input.shape, 'float32');
    heap.simd.averagePool(heap.offset(output), heap.offset(dy), 1, ...poolWindow(poolGeometry(input.shape, attrs)));
    return output;
  },
  MaxPool: (heap, { x }, attrs) => maxPool(heap, x, attrs),
  MaxPoolIndicesGrad: (heap, { dy, argmax }, { shape }) => {
    const output = heap.zeros(shape, 'float32');
    heap.simd.scatterAdd(heap.offset(dy), heap.offset(argmax), heap.offset(output), sizeOf(dy.shape));
    return output;
  },
  MaxPoolWithIndices: (heap, { x }, attrs) => {
    const indices = heap.make(poolGeometry(x.shape, attrs).outShape, 'int32');
    return [maxPool(heap, x, attrs, indices), indices];
  },
};

function maxPool(heap: Heap, x: TensorInfo, attrs: PoolAttrs, indices?: TensorInfo): TensorInfo {
  const geometry = poolGeometry(x.shape, attrs);
  const floats = asFloat(heap, x);
  const output = heap.make(geometry.outShape, 'float32');
  heap.simd.maxPool(heap.offset(floats), heap.offset(output), indices === undefined ? 0 : heap.offset(indices), ...poolWindow(geometry));
  return output;
}
