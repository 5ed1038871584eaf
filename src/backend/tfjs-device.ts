import { getKernel, type KernelBackend, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core';
import { allocate, bytesPerElement, convert, isFloat, type DType, type TypedArray } from '../core/dtype.ts';
import { DeviceError } from '../core/errors.ts';
import { sameShape, sizeOf, type Shape } from '../core/shape.ts';
import { Backstop } from './backstop.ts';
import type { Device, DeviceName, Hardware, KernelAttrs, KernelInputs, MemoryUse } from './device.ts';
import { reportBytes, watchBytes } from './pressure.ts';
import { Raw } from './raw.ts';

type KernelFunction = KernelConfig['kernelFunc'];

/** What Raws of one dataId share: a reshape returns the dataId of its input. */
interface Block {
  readonly dataId: object;
  readonly bytes: number;
  sharers: number;
}

class TfjsRaw extends Raw {
  readonly block: Block;

  constructor(block: Block, shape: Shape, dtype: DType, device: Device) {
    super(block.dataId, shape, dtype, device);
    this.block = block;
  }
}

/** A device that is a tfjs backend with its kernel table. */
export class TfjsDevice implements Device {
  readonly name: DeviceName;
  readonly float = 'float32' as const;
  readonly managed = true;
  readonly readsSync: boolean;
  readonly hardware: Hardware;
  readonly #backend: KernelBackend;
  readonly #kernels = new Map<string, KernelFunction>();
  #blocks = 0;
  #bytes = 0;
  /** More bytes than this cannot be had. */
  readonly #limit: number;
  readonly #addInto: ((target: Raw, addend: Raw) => void) | undefined;
  readonly #backstop = new Backstop<Block>(blockOf, (block) => this.#drop(block));

  constructor(
    name: DeviceName,
    backend: KernelBackend,
    options: {
      readonly readsSync: boolean;
      readonly hardware: Hardware;
      readonly limit?: number;
      /** Adds one float32 block into another of its shape. */
      readonly addInto?: (target: Raw, addend: Raw) => void;
    },
  ) {
    this.name = name;
    this.#backend = backend;
    this.readsSync = options.readsSync;
    this.hardware = options.hardware;
    this.#limit = options.limit ?? Infinity;
    this.#addInto = options.addInto;
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
    const given = kernel === 'Concat' ? Object.values(inputs) : inputs;
    const output = this.#find(kernel)({ inputs: given as never, backend: this.#backend, attrs: attrs as never });
    return Array.isArray(output) ? output.map((info) => this.#wrap(info, inputs)) : this.#wrap(output, inputs);
  }

  upload(values: TypedArray, shape: Shape, dtype: DType): Raw {
    const here = isFloat(dtype) ? this.float : dtype;
    if (this.#bytes + sizeOf(shape) * bytesPerElement(here) > this.#limit) throw this.#full();
    const typed = values.constructor === allocate(here, 0).constructor ? values : convert(values, here);
    return this.#made(this.#backend.write(typed as never, shape as number[], here), shape, here);
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
    this.#backstop.hold(raw);
  }

  free(raw: Raw): void {
    this.#backstop.free(raw);
    this.#drop(blockOf(raw));
  }

  addInto(target: Raw, addend: Raw): boolean {
    if (this.#addInto === undefined || target.dtype !== 'float32' || addend.dtype !== 'float32') return false;
    // What shares the block under another shape would change with it.
    if (blockOf(target).sharers > 1 || !sameShape(target.shape, addend.shape)) return false;
    this.#addInto(target, addend);
    return true;
  }

  memory(): MemoryUse {
    return { tensors: this.#blocks, bytes: this.#bytes };
  }

  #find(name: string): KernelFunction {
    let found = this.#kernels.get(name);
    if (found === undefined) {
      const config = registered(name, this.name);
      if (config === undefined) {
        throw new DeviceError(
          `${this.name}: no kernel '${name}' is registered for this device. Check its name; if an op of megagrad asked for it, please report it.`,
          this.name,
        );
      }
      found = config.kernelFunc;
      this.#kernels.set(name, found);
    }
    return found;
  }

  /** A kernel returns new blocks, or an input's under another shape. */
  #wrap({ dataId, shape, dtype }: TensorInfo, inputs: KernelInputs): Raw {
    for (const name in inputs) {
      const input = inputs[name]!;
      if (input.dataId !== dataId) continue;
      const block = blockOf(input);
      block.sharers++;
      return new TfjsRaw(block, shape, dtype as DType, this);
    }
    return this.#made(dataId, shape, dtype as DType);
  }

  #made(dataId: object, shape: Shape, dtype: DType): Raw {
    const block = { dataId, bytes: sizeOf(shape) * bytesPerElement(dtype), sharers: 1 };
    this.#blocks++;
    this.#bytes += block.bytes;
    reportBytes(this.#bytes);
    if (this.#bytes > this.#limit) {
      const full = this.#full();
      this.#drop(block);
      throw full;
    }
    return new TfjsRaw(block, shape, dtype, this);
  }

  #full(): DeviceError {
    return new DeviceError(
      `${this.name}: the device is full: ${this.#blocks} tensors hold ${Math.round(this.#bytes / 2 ** 20)} MB. In a synchronous loop the collector never frees dropped tensors: wrap each step in scope(() => ...), or await between steps.`,
      this.name,
    );
  }

  #drop(block: Block): void {
    if (--block.sharers === 0) {
      this.#blocks--;
      this.#bytes -= block.bytes;
    }
    this.#backend.disposeData(block.dataId);
  }
}

function blockOf(raw: Raw): Block {
  return (raw as TfjsRaw).block;
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
