import type { KernelName } from '../kernel-map.ts';
import type { LinalgKernelName } from '../reference/linalg.ts';
import { activationGradKernels } from './activation-grad.ts';
import { binaryKernels } from './binary.ts';
import { convKernels } from './conv.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import type { WasmKernels } from './kernel-type.ts';
import { localResponseKernels } from './local-response.ts';
import { matmulKernels } from './matmul.ts';
import { movementKernels } from './movement.ts';
import { poolKernels } from './pool.ts';
import { reduceKernels } from './reduce.ts';
import { resizeKernels } from './resize.ts';
import { scanKernels } from './scan.ts';
import { selectKernels } from './select.ts';
import { softmaxKernels } from './softmax.ts';
import { topKKernels } from './top-k.ts';
import { unaryKernels } from './unary.ts';
import { updateKernels } from './update.ts';

/** Every kernel of the kernel map but those that composed/linalg.ts computes on the host; one left out is a type error. */
export const wasmKernels: WasmKernels<Exclude<KernelName, LinalgKernelName>> = {
  ...unaryKernels,
  ...activationGradKernels,
  ...binaryKernels,
  ...selectKernels,
  ...reduceKernels,
  ...scanKernels,
  ...matmulKernels,
  ...movementKernels,
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
