import { WebGPUBackend, type WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { env, type BackendValues, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { DeviceError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';

// Otherwise kernels on small tensors that were not yet uploaded run in JavaScript, by other rules than the shaders'.
env().set('WEBGPU_CPU_FORWARD', false);

type Uniforms = Parameters<WebGPUBackend['runWebGPUProgram']>[3];

/**
 * The tfjs backend, except that values are copied where tfjs shares an array with whoever gave or asked for it, that empty
 * inputs can be bound, and that what the GPU reports later (a shader that does not compile, memory that ran out, a lost
 * device) is thrown instead of read as zeros.
 */
export class CheckedBackend extends WebGPUBackend {
  #failure: string | undefined;
  #lost = false;
  /** A block of one element per dtype, to bind where there are none. */
  readonly #ones: ReadonlyMap<DataType, object>;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    const dtypes = ['float32', 'int32', 'bool'] as const;
    this.#ones = new Map(dtypes.map((dtype) => [dtype, super.write(new Uint8Array(1), [1], dtype)]));
    device.addEventListener('uncapturederror', (event) => {
      this.#failure ??= event.error.message;
    });
    void device.lost.then(({ message }) => {
      this.#lost = true;
      this.#failure = `the device was lost (${message})`;
    });
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): object {
    return super.write(ArrayBuffer.isView(values) ? values.slice() : values, shape, dtype);
  }

  override async read(dataId: object): Promise<BackendValues> {
    const values = await this.#read(dataId);
    this.#check();
    const data = this.tensorMap.get(dataId);
    if (!data.resource) return ArrayBuffer.isView(values) ? values.slice() : values;
    // tfjs would keep this copy in memory, and hand it out again, as long as the tensor lives.
    data.values = null as never;
    return values;
  }

  override runWebGPUProgram(
    program: WebGPUProgram,
    inputs: TensorInfo[],
    dtype: DataType,
    uniforms?: Uniforms,
    output?: TensorInfo,
  ): TensorInfo {
    this.#check();
    this.#checkSize(program.outputShape);
    // A shader loops over no elements of an empty input, but a buffer of no bytes cannot be bound.
    const bound = inputs.map((input) => (sizeOf(input.shape) === 0 ? { ...input, dataId: this.#ones.get(input.dtype)! } : input));
    return super.runWebGPUProgram(program, bound, dtype, uniforms, output);
  }

  override uploadToGPU(dataId: object): void {
    this.#checkSize(this.tensorMap.get(dataId).shape);
    super.uploadToGPU(dataId);
  }

  #checkSize(shape: readonly number[]): void {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    const bytes = 4 * sizeOf(shape);
    if (bytes <= most) return;
    throw new DeviceError(
      `webgpu: a block is too large for the adapter: ${bytes} bytes, at most ${most}. Work on fewer examples at a time.`,
      'webgpu',
    );
  }

  async #read(dataId: object): Promise<BackendValues> {
    try {
      return await super.read(dataId);
    } catch (cause) {
      // What was wrong is reported apart from the read that failed for it.
      await this.queue.onSubmittedWorkDone();
      this.#check();
      throw cause;
    }
  }

  #check(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    if (!this.#lost) this.#failure = undefined;
    throw new DeviceError(`webgpu: the GPU reported an error: ${failure}. What was computed since the last read is wrong.`, 'webgpu');
  }
}
