import type { KernelMap, KernelName } from '../kernel-map.ts';

/** One kernel of this device: what it makes lies on the device of its inputs. */
export type Kernel<N extends KernelName> = (inputs: KernelMap[N]['inputs'], attrs: KernelMap[N]['attrs']) => KernelMap[N]['output'];

/** Kernels by name: a family of them, or with no argument all. */
export type Kernels<N extends KernelName = KernelName> = { readonly [K in N]: Kernel<K> };
