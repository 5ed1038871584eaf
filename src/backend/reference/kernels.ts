import { binaryKernels } from './binary.ts';
import { convKernels } from './conv.ts';
import { cumulateKernels } from './cumulate.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import type { Kernels } from './kernel-type.ts';
import { linalgKernels } from './linalg.ts';
import { localResponseKernels } from './local-response.ts';
import { matmulKernels } from './matmul.ts';
import { movementKernels } from './movement.ts';
import { padKernels } from './pad.ts';
import { poolKernels } from './pool.ts';
import { reduceKernels } from './reduce.ts';
import { resizeKernels } from './resize.ts';
import { softmaxKernels } from './softmax.ts';
import { stridedSliceKernels } from './strided-slice.ts';
import { topKKernels } from './top-k.ts';
import { unaryKernels } from './unary.ts';
import { updateKernels } from './update.ts';

/** Every kernel of the kernel map; one left out is a type error. */
export const kernels: Kernels = {
  ...unaryKernels,
  ...binaryKernels,
  ...reduceKernels,
  ...cumulateKernels,
  ...matmulKernels,
  ...linalgKernels,
  ...movementKernels,
  ...padKernels,
  ...stridedSliceKernels,
  ...gatherKernels,
  ...topKKernels,
  ...softmaxKernels,
  ...convKernels,
  ...depthwiseKernels,
  ...poolKernels,
  ...localResponseKernels,
  ...resizeKernels,
  ...updateKernels,
};
