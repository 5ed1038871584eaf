import type { WasmKernels } from './kernel-type.ts';
import { asFloat } from './unary.ts';

/** Local response normalization, tfjs's own. */
export const localResponseKernels: WasmKernels<'LRN' | 'LRNGrad'> = {
  LRN: (heap, { x }, attrs) => heap.stock('LRN', { x: asFloat(heap, x) }, attrs),
  LRNGrad: (heap, { x, y, dy }, attrs) => heap.stock('LRNGrad', { x, y, dy }, attrs),
};
