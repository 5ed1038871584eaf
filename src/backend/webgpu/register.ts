import { getKernel, registerKernel, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { ownTable } from '../tfjs-device.ts';
import { binaryKernels } from './binary.ts';
import { convKernels } from './conv.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import { Gpu } from './gpu.ts';
import { linalgKernels } from './linalg.ts';
import { localResponseKernels } from './local-response.ts';
import { matmulKernels } from './matmul.ts';
import { movementKernels } from './movement.ts';
import { padKernels } from './pad.ts';
import { poolKernels } from './pool.ts';
import { reduceKernels } from './reduce.ts';
import { resizeKernels } from './resize.ts';
import { scanKernels } from './scan.ts';
import { softmaxKernels } from './softmax.ts';
import { topKKernels } from './top-k.ts';
import { unaryKernels } from './unary.ts';
import { updateKernels } from './update.ts';

type AnyKernel = (gpu: Gpu, inputs: never, attrs: never) => TensorInfo | TensorInfo[];

const families: readonly Readonly<Record<string, AnyKernel>>[] = [
  unaryKernels,
  binaryKernels,
  reduceKernels,
  matmulKernels,
  movementKernels,
  padKernels,
  gatherKernels,
  softmaxKernels,
  convKernels,
  depthwiseKernels,
  poolKernels,
  resizeKernels,
  scanKernels,
  topKKernels,
  linalgKernels,
  localResponseKernels,
  updateKernels,
];

/** Registers our kernels for webgpu; the device takes them where tfjs has one too. Again does nothing. */
export function registerKernels(): void {
  for (const family of families) {
    for (const [kernelName, kernel] of Object.entries(family)) {
      const backendName = ownTable('webgpu');
      if (!registered(kernelName)) registerKernel({ kernelName, backendName, kernelFunc: kernelFuncOf(kernel) });
    }
  }
}

/** tfjs-core's types hide that there may be none. */
function registered(kernelName: string): boolean {
  return (getKernel(kernelName, ownTable('webgpu')) as KernelConfig | undefined) !== undefined;
}

function kernelFuncOf(kernel: AnyKernel): KernelConfig['kernelFunc'] {
  return ({ inputs, attrs, backend }) => {
    const gpu = new Gpu(backend as WebGPUBackend);
    try {
      const output = kernel(gpu, inputs as never, attrs as never);
      gpu.close(Array.isArray(output) ? output : [output]);
      return output;
    } catch (error) {
      gpu.close();
      throw error;
    }
  };
}
