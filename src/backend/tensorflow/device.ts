import { allocate, bytesPerElement, convert, isFloat, type DType, type TypedArray } from '../../core/dtype.ts';
import { DeviceError } from '../../core/errors.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { Backstop } from '../backstop.ts';
import type { Device, Hardware, KernelAttrs, KernelInputs, MemoryUse } from '../device.ts';
import { reportBytes, watchBytes } from '../pressure.ts';
import { Raw } from '../raw.ts';
import { dataTypes, type Binding } from './binding.ts';
import { Eager } from './eager.ts';
import { Handle, handleOf } from './handle.ts';
import { kernels } from './kernels/index.ts';
import type { Result } from './kernels/kernel-type.ts';

type AnyKernel = (tf: Eager, inputs: never, attrs: never) => Result | readonly Result[];

/** TensorFlow's eager ops, called through tfjs-node's native addon. */
export class TensorflowDevice implements Device {
  readonly name = 'tensorflow';
  readonly float = 'float32';
  readonly managed = true;
  readonly readsSync = true;
  readonly hardware: Hardware;
  readonly #binding: Binding;
  readonly #eager: Eager;
  readonly #kernels = new Map<string, AnyKernel>(Object.entries(kernels));
  readonly #backstop = new Backstop<Handle>(handleOf, (handle) => this.#drop(handle));
  /** More bytes than this cannot be had. */
  readonly #limit: number;
  #blocks = 0;
  #bytes = 0;

  constructor(binding: Binding, hardware: Hardware, limit: number = Infinity) {
    this.hardware = hardware;
    this.#binding = binding;
    this.#eager = new Eager(binding);
    this.#limit = limit;
    watchBytes(() => this.#bytes);
  }

  run(kernel: string, inputs: KernelInputs, attrs: KernelAttrs): Raw | readonly Raw[] {
    const run = this.#kernels.get(kernel);
    if (run === undefined)
      throw new DeviceError(
        `tensorflow: no kernel '${kernel}' is registered for this device. Check its name; if an op of megagrad asked for it, please report it.`,
        this.name,
      );
    let failed = true;
    try {
      const output = run(this.#eager, inputs as never, attrs as never);
      failed = false;
      return Array.isArray(output) ? (output as readonly Result[]).map((one) => this.#wrap(one)) : this.#wrap(output as Result);
    } catch (cause) {
      if (cause instanceof DeviceError) throw cause;
      throw new DeviceError(`tensorflow: ${kernel}: ${reasonOf(cause)}`, this.name, { cause });
    } finally {
      this.#eager.close(failed);
    }
  }

  has(kernel: string): boolean {
    return this.#kernels.has(kernel);
  }

  upload(values: TypedArray, shape: Shape, dtype: DType): Raw {
    const here = isFloat(dtype) ? 'float32' : dtype;
    const typed = values.constructor === allocate(here, 0).constructor ? values : convert(values, here);
    const shared = this.#binding.createTensor(shape, dataTypes[here], typed);
    // On a GPU floats and bools were copied there. Elsewhere TensorFlow still looks at the caller's array.
    if (this.#eager.gpu && here !== 'int32') return this.#made(shared, shape, here);
    const [copy] = this.#binding.executeOp('DeepCopy', [], [shared], 1);
    this.#binding.deleteTensor(shared);
    return this.#made(copy!.id, shape, here);
  }

  async read(raw: Raw): Promise<TypedArray> {
    return this.readSync(raw);
  }

  readSync(raw: Raw): TypedArray {
    return this.#binding.tensorDataSync(handleOf(raw).id);
  }

  hold(raw: Raw): void {
    this.#backstop.hold(raw);
  }

  free(raw: Raw): void {
    this.#backstop.free(raw);
    this.#drop(handleOf(raw));
  }

  memory(): MemoryUse {
    return { tensors: this.#blocks, bytes: this.#bytes };
  }

  #made(id: number, shape: Shape, dtype: DType): Raw {
    const bytes = sizeOf(shape) * bytesPerElement(dtype);
    this.#blocks++;
    this.#bytes += bytes;
    reportBytes(this.#bytes);
    const handle = new Handle(id, { bytes, sharers: 1 });
    if (this.#bytes > this.#limit) {
      this.#drop(handle);
      throw new DeviceError(
        `tensorflow: the device is full: ${this.#blocks} tensors hold ${Math.round(this.#bytes / 2 ** 20)} MB. ${advice}`,
        this.name,
      );
    }
    return new Raw(handle, shape, dtype, this);
  }

  #wrap(result: Result): Raw {
    const { id, shape, sharesWith, placesIn } = result;
    const dtype = dtypeOf(result.dtype);
    if (sharesWith === undefined) {
      const raw = this.#made(id, shape, dtype);
      if (placesIn !== undefined) handleOf(raw).placesIn = placesIn;
      return raw;
    }
    const { block } = handleOf(sharesWith);
    block.sharers++;
    return new Raw(new Handle(id, block), shape, dtype, this);
  }

  #drop({ id, block }: Handle): void {
    if (--block.sharers === 0) {
      this.#blocks--;
      this.#bytes -= block.bytes;
    }
    this.#binding.deleteTensor(id);
  }
}

function dtypeOf(dataType: number): DType {
  if (dataType === dataTypes.float32) return 'float32';
  if (dataType === dataTypes.int32) return 'int32';
  if (dataType === dataTypes.bool) return 'bool';
  throw new TypeError(`a kernel returned TF_DataType ${dataType}, which no dtype is. This is a bug: please report it.`);
}

/** The addon's messages begin with 'Invalid TF_Status: 3\nMessage: '. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const reason = message.replace(/^Invalid TF_Status: \d+\s*Message: /, '');
  return /OOM|out of memory/i.test(reason) ? `${reason}. ${advice}` : reason;
}

const advice =
  'In a synchronous loop the collector never frees dropped tensors: wrap each step in scope(() => ...), or await between steps. Or make batches smaller.';
