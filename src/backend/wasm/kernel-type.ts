import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelMap, KernelName } from '../kernel-map.ts';
import type { Raw } from '../raw.ts';
import type { Heap } from './heap.ts';

/** The inputs of a kernel as tfjs hands them over. */
export type Infos<N extends KernelName> = { readonly [K in keyof KernelMap[N]['inputs']]: TensorInfo };

/** What a kernel returns: one block, or as many as the kernel map says. */
export type Output<N extends KernelName> = Blocks<KernelMap[N]['output']>;

type Blocks<T> = T extends Raw ? TensorInfo : { -readonly [K in keyof T]: TensorInfo };

/** One kernel of ours. It frees nothing: what it makes on the heap and does not return is freed for it. */
export type WasmKernel<N extends KernelName> = (heap: Heap, inputs: Infos<N>, attrs: KernelMap[N]['attrs']) => Output<N>;

/** Kernels by name: a family of them. */
export type WasmKernels<N extends KernelName> = { readonly [K in N]: WasmKernel<K> };
