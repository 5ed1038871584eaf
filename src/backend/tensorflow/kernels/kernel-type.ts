import type { KernelMap, KernelName } from '../../kernel-map.ts';
import type { Raw } from '../../raw.ts';
import type { Value } from '../binding.ts';
import type { Eager } from '../eager.ts';
import type { Handle } from '../handle.ts';

/** What a kernel returns: an op's output, with what the device has to know of it. */
export interface Result extends Value {
  /** The block whose bytes it shares. */
  sharesWith?: Raw;
  placesIn?: Handle['placesIn'];
}

/** One kernel of this device, over TensorFlow's own ops. */
export type Kernel<N extends KernelName> = (
  tf: Eager,
  inputs: KernelMap[N]['inputs'],
  attrs: KernelMap[N]['attrs'],
) => KernelMap[N]['output'] extends Raw ? Result : readonly Result[];

/** A family of kernels by name. */
export type Kernels<N extends KernelName> = { readonly [K in N]: Kernel<K> };

export type Inputs<N extends KernelName> = KernelMap[N]['inputs'];
export type Attrs<N extends KernelName> = KernelMap[N]['attrs'];
