import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import { ownTable } from '../tfjs-device.ts';
import type { AnyKernel, Heap } from './heap.ts';
import { wasmKernels } from './kernels.ts';

/** Registers our kernels for the device, beside tfjs's own, which stay what they were for other users of tfjs in the process. */
export function registerKernels(heap: Heap): void {
  const backendName = ownTable('wasm');
  for (const { kernelName } of getKernelsForBackend(backendName)) unregisterKernel(kernelName, backendName);
  for (const [kernelName, kernel] of Object.entries<AnyKernel>(wasmKernels)) {
    registerKernel({ kernelName, backendName, kernelFunc: ({ inputs, attrs }) => heap.call(kernel, inputs, attrs) });
  }
}
