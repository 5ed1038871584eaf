import type { Kernels } from './kernel-type.ts';
import { binaryKernels } from './binary.ts';
import { gatherKernels } from './gather.ts';
import { matmulKernels } from './matmul.ts';
import { movementKernels } from './movement.ts';
import { reduceKernels } from './reduce.ts';
import { softmaxKernels } from './softmax.ts';
import { unaryKernels } from './unary.ts';

/** Every kernel of the kernel map; one left out is a type error. */
export const kernels: Partial<Kernels> = {
  ...unaryKernels,
  ...binaryKernels,
  ...reduceKernels,
  ...matmulKernels,
  ...movementKernels,
  ...gatherKernels,
  ...softmaxKernels,
};
