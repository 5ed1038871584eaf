import type { KernelName } from '../../kernel-map.ts';
import type { LinalgKernelName } from '../../reference/linalg.ts';
import { binaryKernels } from './binary.ts';
import { convKernels } from './conv.ts';
import { depthwiseKernels } from './depthwise.ts';
import { imageKernels } from './image.ts';
import type { Kernels } from './kernel-type.ts';
import { matmulKernels } from './matmul.ts';
import { movementKernels } from './movement.ts';
import { poolKernels } from './pool.ts';
import { reduceKernels } from './reduce.ts';
import { softmaxKernels } from './softmax.ts';
import { unaryKernels } from './unary.ts';
import { updateKernels } from './update.ts';

/**
 * Every kernel of the kernel map; one left out is a type error. Square matrices are left to the host (composed/linalg.ts):
 * TensorFlow's kernels refuse a NaN as "not invertible", and know float32 only.
 */
export const kernels: Kernels<Exclude<KernelName, LinalgKernelName>> = {
  ...unaryKernels,
  ...updateKernels,
  ...binaryKernels,
  ...reduceKernels,
  ...matmulKernels,
  ...movementKernels,
  ...softmaxKernels,
  ...convKernels,
  ...depthwiseKernels,
  ...poolKernels,
  ...imageKernels,
};
