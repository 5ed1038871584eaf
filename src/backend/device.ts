import type { DType, FloatDType, TypedArray } from '../core/dtype.ts';
import type { Shape } from '../core/shape.ts';
import type { Raw } from './raw.ts';

/** Devices that megagrad knows how to start. */
export type DeviceName = 'reference' | 'wasm' | 'webgpu' | 'tensorflow';

/** Names of kernel inputs mapped to blocks on one device. */
export type KernelInputs = Readonly<Record<string, Raw>>;

/** Attributes of a kernel call, as tfjs names them. */
export type KernelAttrs = Readonly<Record<string, unknown>>;

/** Live tensors and their bytes. A reshape shares its bytes with what it reshaped. */
export interface MemoryUse {
  readonly tensors: number;
  readonly bytes: number;
}

/** What a device runs on, as reports print it. */
export interface Hardware {
  /** The processor or adapter: 'NVIDIA H100', 'SwiftShader', 'CPU, 4 threads'. */
  readonly name: string;
  /** True of a real GPU, false of a CPU, also where it plays a GPU. */
  readonly gpu: boolean;
  /** The library underneath: 'tfjs-backend-wasm 4.22.0'. */
  readonly library: string;
}

/** A place where tensors live and kernels run. */
export interface Device {
  readonly name: DeviceName;
  /** The one float type of the device. */
  readonly float: FloatDType;
  /** True where the garbage collector does not see the memory: every block must be freed. */
  readonly managed: boolean;
  /** True where values can be read without awaiting. */
  readonly readsSync: boolean;
  readonly hardware?: Hardware;
  /** True where blocks have shapes but no values: ops run their shape rules and no kernel. @internal */
  readonly shapesOnly?: boolean;
  /** Runs a kernel. What it returns has no holder yet. */
  run(kernel: string, inputs: KernelInputs, attrs: KernelAttrs): Raw | readonly Raw[];
  /** True if a kernel of this name is registered. */
  has(kernel: string): boolean;
  /** Copies values to the device. */
  upload(values: TypedArray, shape: Shape, dtype: DType): Raw;
  /** Copies values off the device: Float32Array or Float64Array, Int32Array, Uint8Array for bool. */
  read(raw: Raw): Promise<TypedArray>;
  /** The same without awaiting. @throws {DeviceError} on a device that reads asynchronously. */
  readSync(raw: Raw): TypedArray;
  /** The first holder came. @internal */
  hold(raw: Raw): void;
  /** The last holder went: gives the bytes back. @internal */
  free(raw: Raw): void;
  /** Adds `addend` into `target` in place and returns true; false where the device cannot. @internal */
  addInto?(target: Raw, addend: Raw): boolean;
  memory(): MemoryUse;
}
