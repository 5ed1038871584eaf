import { bytesPerElement, isFloat, type DType, type TypedArray } from '../../core/dtype.ts';
import { DeviceError } from '../../core/errors.ts';
import { sameShape, sizeOf, type Shape } from '../../core/shape.ts';
import type { Device, KernelAttrs, KernelInputs, MemoryUse } from '../device.ts';
import { Raw } from '../raw.ts';
import { kernels } from './kernels.ts';
import { convert, exported, here, valuesOf } from './values.ts';

type AnyKernel = (inputs: never, attrs: never) => Raw | readonly Raw[];

/** The device of float64 kernels in plain TypeScript: what the others are checked against, and where scalar graphs run. */
class ReferenceDevice implements Device {
  readonly name = 'reference';
  readonly float = 'float64';
  readonly managed = false;
  readonly readsSync = true;
  readonly #kernels = new Map<string, AnyKernel>(Object.entries(kernels));
  #tensors = 0;
  #bytes = 0;

  run(kernel: string, inputs: KernelInputs, attrs: KernelAttrs): Raw | readonly Raw[] {
    const run = this.#kernels.get(kernel);
    if (run === undefined)
      throw new DeviceError(
        `reference: no kernel '${kernel}' is registered for this device. Check its name; if an op of megagrad asked for it, please report it.`,
        this.name,
      );
    return run(inputs as never, attrs as never);
  }

  has(kernel: string): boolean {
    return this.#kernels.has(kernel);
  }

  upload(values: TypedArray, shape: Shape, dtype: DType): Raw {
    return new Raw(convert(values, here(dtype)), shape, here(dtype), this);
  }

  async read(raw: Raw): Promise<TypedArray> {
    return exported(raw);
  }

  readSync(raw: Raw): TypedArray {
    return exported(raw);
  }

  hold(raw: Raw): void {
    this.#tensors++;
    this.#bytes += bytesOf(raw);
  }

  free(raw: Raw): void {
    this.#tensors--;
    this.#bytes -= bytesOf(raw);
  }

  addInto(target: Raw, addend: Raw): boolean {
    if (!isFloat(target.dtype) || target.dtype !== addend.dtype || !sameShape(target.shape, addend.shape)) return false;
    const sums = valuesOf(target);
    const added = valuesOf(addend);
    for (let i = 0; i < sums.length; i++) sums[i]! += added[i]!;
    return true;
  }

  memory(): MemoryUse {
    return { tensors: this.#tensors, bytes: this.#bytes };
  }
}

function bytesOf(raw: Raw): number {
  return sizeOf(raw.shape) * bytesPerElement(raw.dtype);
}

/** The one reference device. */
export const referenceDevice: Device = new ReferenceDevice();
