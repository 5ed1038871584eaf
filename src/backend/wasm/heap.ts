import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { getKernel, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceError } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { KernelName } from '../kernel-map.ts';
import type { Infos, Output, WasmKernels } from './kernel-type.ts';
import type { Simd } from './simd.ts';

/** Dtypes of blocks on this device. */
export type HeapDType = 'float32' | 'int32' | 'bool';

/** Views of blocks: bool is a byte, 0 or 1. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** A kernel of ours, whichever. */
export type AnyKernel = (heap: Heap, inputs: never, attrs: never) => TensorInfo | TensorInfo[];

/** Emscripten's view of the memory, replaced whenever the memory grows. */
interface Memory {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
}

function isMemory(module: object): module is Memory {
  return 'HEAPU8' in module && module.HEAPU8 instanceof Uint8Array && '_malloc' in module && '_free' in module;
}

/**
 * The WebAssembly memory where the blocks of this device lie, and the calls between kernels.
 *
 * Making a block may grow the memory, which empties every view taken before: make the outputs first, then take the views.
 */
export class Heap {
  readonly backend: BackendWasm;
  readonly simd: Simd;
  readonly #memory: Memory;
  readonly #kernels: ReadonlyMap<string, AnyKernel>;
  readonly #stock = new Map<string, KernelFunc>();
  #scratch = 0;
  #scratchBytes = 0;
  /** Blocks made by the kernels that are running, innermost last. */
  readonly #made: TensorInfo[] = [];

  constructor(backend: BackendWasm, simd: Simd, kernels: Partial<WasmKernels<KernelName>>) {
    const memory: object = backend.wasm;
    if (!isMemory(memory)) throw new TypeError('tfjs-backend-wasm shows no memory: this is not the version that megagrad was made for');
    this.backend = backend;
    this.simd = simd;
    this.#memory = memory;
    // Emscripten puts the real function in place at its first call.
    memory._free(memory._malloc(1));
    memory._malloc = checked(memory._malloc);
    this.#kernels = new Map(Object.entries(kernels));
  }

  /** An uninitialized block. */
  make(shape: Shape, dtype: HeapDType): TensorInfo {
    const info = this.backend.makeOutput(shape as number[], dtype);
    this.#made.push(info);
    return info;
  }

  /** Bytes for use inside of one kernel, kept from call to call; the next call of `scratch` may hand out the same. */
  scratch(bytes: number): number {
    if (bytes > this.#scratchBytes) {
      this.#memory._free(this.#scratch);
      [this.#scratch, this.#scratchBytes] = [0, 0];
      this.#scratch = this.#memory._malloc(bytes) >>> 0;
      this.#scratchBytes = bytes;
    }
    return this.#scratch;
  }

  /** A table of 32-bit integers somewhere on the heap. */
  table(address: number, length: number): Int32Array {
    return new Int32Array(this.#memory.HEAPU8.buffer, address, length);
  }

  /** A block filled with zeros. */
  zeros(shape: Shape, dtype: HeapDType): TensorInfo {
    const info = this.make(shape, dtype);
    this.values(info).fill(0);
    return info;
  }

  /** Where a block starts, in bytes. */
  offset(info: TensorInfo): number {
    return this.backend.dataIdMap.get(info.dataId).memoryOffset;
  }

  floats(info: TensorInfo): Float32Array {
    return new Float32Array(this.#memory.HEAPU8.buffer, this.offset(info), sizeOf(info.shape));
  }

  ints(info: TensorInfo): Int32Array {
    return new Int32Array(this.#memory.HEAPU8.buffer, this.offset(info), sizeOf(info.shape));
  }

  bytes(info: TensorInfo): Uint8Array {
    return new Uint8Array(this.#memory.HEAPU8.buffer, this.offset(info), sizeOf(info.shape));
  }

  /** The view that fits the dtype. */
  values(info: TensorInfo): Values {
    return info.dtype === 'int32' ? this.ints(info) : info.dtype === 'bool' ? this.bytes(info) : this.floats(info);
  }

  /** Adds one block of floats into another. None of the kernels remembers what a block held, as XNNPACK's did. */
  addInto(target: object, addend: object, length: number): void {
    const { dataIdMap } = this.backend;
    const sum = dataIdMap.get(target).memoryOffset;
    this.simd.add(sum, 0, 4, dataIdMap.get(addend).memoryOffset, 0, 4, sum, 1, length);
  }

  /** Runs the kernel of this device, ours if there is one. */
  run<N extends KernelName>(name: N, inputs: Infos<N>, attrs: object = {}): Output<N> {
    const ours = this.#kernels.get(name);
    if (ours === undefined) return this.stock(name, inputs, attrs);
    return this.#note(this.call(ours, inputs, attrs)) as Output<N>;
  }

  /** Runs the kernel that tfjs has. */
  stock<N extends KernelName>(name: N, inputs: Infos<N>, attrs: object = {}): Output<N> {
    let kernel = this.#stock.get(name);
    if (kernel === undefined) {
      kernel = getKernel(name, 'wasm').kernelFunc;
      this.#stock.set(name, kernel);
    }
    return this.#note(kernel({ inputs: inputs as never, backend: this.backend, attrs: attrs as never })) as Output<N>;
  }

  /** Runs a kernel of ours, then frees every block that it made and did not return, also when it throws. */
  call(kernel: AnyKernel, inputs: unknown, attrs: unknown): TensorInfo | TensorInfo[] {
    const mark = this.#made.length;
    let kept: TensorInfo | TensorInfo[] | undefined;
    try {
      kept = kernel(this, inputs as never, attrs as never);
      return kept;
    } finally {
      this.#sweep(mark, kept);
    }
  }

  #note<T extends TensorInfo | TensorInfo[]>(output: T): T {
    if (Array.isArray(output)) this.#made.push(...output);
    else this.#made.push(output);
    return output;
  }

  #sweep(mark: number, kept: TensorInfo | TensorInfo[] | undefined): void {
    const made = this.#made;
    if (made.length === mark + 1 && made[mark] === kept) {
      made.length = mark;
      return;
    }
    if (kept !== undefined) for (const one of Array.isArray(kept) ? kept : [kept]) this.#keep(mark, one);
    for (let i = made.length - 1; i >= mark; i--) this.backend.disposeData(made[i]!.dataId);
    made.length = mark;
  }

  /** Takes one hold on an output off the list of what is freed; an input that is handed on gets one more. */
  #keep(mark: number, output: TensorInfo): void {
    for (let i = this.#made.length - 1; i >= mark; i--) {
      if (this.#made[i]!.dataId === output.dataId) {
        this.#made.splice(i, 1);
        return;
      }
    }
    this.backend.incRef(output.dataId);
  }
}

/** tfjs does not look whether it got memory, and would write its tensors to address 0, where other things lie. */
function checked(malloc: Memory['_malloc']): Memory['_malloc'] {
  return (bytes) => {
    // Its argument has 32 bits.
    const address = bytes < 2 ** 32 ? malloc(bytes) : 0;
    if (address !== 0 || bytes === 0) return address;
    throw new DeviceError(
      `wasm: out of memory: no ${bytes} bytes in one piece are left of its 4 GiB. Free tensors with scope(), or use smaller batches.`,
      'wasm',
    );
  };
}
