import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { ownTable } from '../tfjs-device.ts';
import { Heap, type AnyKernel } from './heap.ts';
import { wasmKernels } from './kernels.ts';
import type { Simd } from './simd.ts';

/** Registers our kernels for the device, beside tfjs's own, which stay what they were for other users of tfjs in the process. */
export function registerKernels(backend: BackendWasm, simd: Simd): void {
  const heap = new Heap(backend, simd, wasmKernels);
  const backendName = ownTable('wasm');
  for (const { kernelName } of getKernelsForBackend(backendName)) unregisterKernel(kernelName, backendName);
  for (const [kernelName, kernel] of Object.entries<AnyKernel>(wasmKernels)) {
    registerKernel({ kernelName, backendName, kernelFunc: ({ inputs, attrs }) => heap.call(kernel, inputs, attrs) });
  }
}
