import type { DType } from '../core/dtype.ts';
import { DeviceError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import type { Device, DeviceName, KernelAttrs, KernelInputs, MemoryUse } from './device.ts';
import { Raw } from './raw.ts';

/** Stands in for a device where only shapes are asked: its blocks have no values and take no memory. */
class ShapesOnlyDevice implements Device {
  readonly name: DeviceName;
  readonly float: Device['float'];
  readonly managed = true;
  readonly readsSync = false;
  readonly shapesOnly = true;

  constructor({ name, float }: Device) {
    this.name = name;
    this.float = float;
  }

  /** What the engine itself calls; ops run no kernels here. */
  run(kernel: string, { x }: KernelInputs, { dtype, shape }: KernelAttrs): Raw {
    if (kernel === 'Cast') return blockOf(x!.shape, dtype as DType, this);
    if (kernel === 'Reshape') return blockOf(shape as Shape, x!.dtype, this);
    throw new DeviceError(
      `summary: forward calls the kernel '${kernel}' itself, and a summary only knows the shapes of ops. Put the call into an op with defineOp.`,
      this.name,
    );
  }

  has(): boolean {
    return true;
  }

  upload(_values: unknown, shape: Shape, dtype: DType): Raw {
    return blockOf(shape, dtype, this);
  }

  async read(): Promise<never> {
    return this.readSync();
  }

  readSync(): never {
    throw new DeviceError(
      'summary: forward reads the values of a tensor, and a summary runs it on shapes alone. Compute with ops only, or summarize the submodules.',
      this.name,
    );
  }

  hold(): void {
    return;
  }

  free(): void {
    return;
  }

  memory(): MemoryUse {
    return { tensors: 0, bytes: 0 };
  }
}

const standIns = new WeakMap<Device, Device>();

/** The device on which ops on `device` can be tried out by shape. @internal */
export function shapesOnly(device: Device): Device {
  let standIn = standIns.get(device);
  if (standIn === undefined) standIns.set(device, (standIn = new ShapesOnlyDevice(device)));
  return standIn;
}

/** A block without values. @internal */
export function blockOf(shape: Shape, dtype: DType, device: Device): Raw {
  return new Raw({}, shape, dtype, device);
}
