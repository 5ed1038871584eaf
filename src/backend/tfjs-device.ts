import { getKernel, type KernelBackend, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { bytesPerElement, type DType, type TypedArray } from '../core/dtype.ts';
import { DeviceError } from '../core/errors.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { Device, DeviceName, Hardware, KernelAttrs, KernelInputs, MemoryUse } from './device.ts';
import { reportBytes, watchBytes } from './pressure.ts';
import { Raw } from './raw.ts';

type KernelFunction = (call: { inputs: Record<string, unknown>; backend: unknown; attrs: unknown }) => TensorInfo | TensorInfo[];

/** A device that is a tfjs backend with its kernel table. */
export class TfjsDevice implements Device {
  readonly name: DeviceName;
  readonly float = 'float32' as const;
  readonly managed = true;
  readonly readsSync: boolean;
  readonly hardware: Hardware;
  readonly #backend: KernelBackend;
  readonly #kernels = new Map<string, KernelFunction>();
  /** How many Raws share each dataId. A reshape returns the dataId of its input. */
  readonly #sharers = new Map<object, number>();
  #bytes = 0;
  /** More bytes than this cannot be had. */
  readonly #limit: number;
  readonly #collected: FinalizationRegistry<{ dataId: object; bytes: number }>;

  constructor(
    name: DeviceName,
    backend: KernelBackend,
    options: { readonly readsSync: boolean; readonly hardware: Hardware; readonly limit?: number },
  ) {
    this.name = name;
    this.#backend = backend;
    this.readsSync = options.readsSync;
    this.hardware = options.hardware;
    this.#limit = options.limit ?? Infinity;
    this.#collected = new FinalizationRegistry(({ dataId, bytes }) => this.#drop(dataId, bytes));
    watchBytes(() => this.#bytes);
  }

  /** The tfjs backend underneath. @internal */
  get backend(): KernelBackend {
    return this.#backend;
  }

  has(kernel: string): boolean {
    return this.#kernels.has(kernel) || registered(kernel, this.name) !== undefined;
  }

  run(kernel: string, inputs: KernelInputs, attrs: KernelAttrs): Raw | readonly Raw[] {
    const output = this.#find(kernel)({
      inputs: kernel === 'Concat' ? (Object.values(inputs) as never) : inputs,
      backend: this.#backend,
      attrs,
    });
    return Array.isArray(output) ? output.map((info) => this.#wrap(info)) : this.#wrap(output);
  }

  upload(values: TypedArray, shape: Shape, dtype: DType): Raw {
    const dataId = this.#backend.write(values as never, shape as number[], dtype as never);
    return this.#wrap({ dataId, shape: shape as number[], dtype: dtype as never });
  }

  async read(raw: Raw): Promise<TypedArray> {
    return (await this.#backend.read(raw.dataId)) as TypedArray;
  }

  readSync(raw: Raw): TypedArray {
    if (!this.readsSync) {
      throw new DeviceError(
        `${this.name}: values cannot be read synchronously here. Use await t.data(), or await t.to('reference') first.`,
        this.name,
      );
    }
    return this.#backend.readSync(raw.dataId) as TypedArray;
  }

  hold(raw: Raw): void {
    this.#collected.register(raw, { dataId: raw.dataId, bytes: bytesOf(raw) }, raw);
  }

  free(raw: Raw): void {
    this.#collected.unregister(raw);
    this.#drop(raw.dataId, bytesOf(raw));
  }

  memory(): MemoryUse {
    return { tensors: this.#sharers.size, bytes: this.#bytes };
  }

  #find(name: string): KernelFunction {
    let found = this.#kernels.get(name);
    if (found === undefined) {
      const config = registered(name, this.name);
      if (config === undefined) {
        throw new DeviceError(
          `${this.name}: no kernel '${name}' is registered for this device. This is a bug: please report it.`,
          this.name,
        );
      }
      found = config.kernelFunc as unknown as KernelFunction;
      this.#kernels.set(name, found);
    }
    return found;
  }

  #wrap(info: TensorInfo): Raw {
    const { dataId } = info;
    const raw = new Raw(dataId, info.shape, info.dtype as DType, this);
    const sharers = this.#sharers.get(dataId);
    if (sharers === undefined) {
      this.#sharers.set(dataId, 1);
      this.#bytes += bytesOf(raw);
      reportBytes(this.#bytes);
      if (this.#bytes > this.#limit) throw this.#full(raw);
    } else {
      this.#sharers.set(dataId, sharers + 1);
    }
    return raw;
  }

  #full(raw: Raw): DeviceError {
    const { tensors, bytes } = this.memory();
    this.#drop(raw.dataId, bytesOf(raw));
    return new DeviceError(
      `${this.name}: the device is full: ${tensors} tensors hold ${Math.round(bytes / 2 ** 20)} MB. In a synchronous loop the collector never frees dropped tensors: wrap each step in scope(() => ...), or await between steps.`,
      this.name,
    );
  }

  #drop(dataId: object, bytes: number): void {
    const sharers = this.#sharers.get(dataId)!;
    if (sharers === 1) {
      this.#sharers.delete(dataId);
      this.#bytes -= bytes;
    } else {
      this.#sharers.set(dataId, sharers - 1);
    }
    this.#backend.disposeData(dataId);
  }
}

/**
 * The tfjs backend name under which a device registers kernels that replace tfjs's: other users of tfjs in the process keep
 * the stock ones.
 */
export function ownTable(name: DeviceName): string {
  return `megagrad-${name}`;
}

/** Ours before tfjs's. tfjs-core's types hide that there may be none. */
function registered(kernel: string, name: DeviceName): KernelConfig | undefined {
  const find: (kernel: string, table: string) => KernelConfig | undefined = getKernel;
  return find(kernel, ownTable(name)) ?? find(kernel, name);
}

function bytesOf(raw: Raw): number {
  return sizeOf(raw.shape) * bytesPerElement(raw.dtype);
}
