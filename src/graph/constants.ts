import type { Device } from '../backend/device.ts';
import { retain, release, type Raw } from '../backend/raw.ts';
import { bytesPerElement, convert, type DType } from '../core/dtype.ts';
import { scalarShape } from '../core/shape.ts';

/** So many numbers are kept on a device; then the cache starts anew. */
const capacity = 256;

type Constants = Map<number | '-0', Raw>;
const floats = new Map<Device, Constants>();
const integers = new Map<Device, Constants>();

/**
 * A number in a forward: a scalar of the device's float or of int32, to hand to `kernel`.
 *
 * The device keeps it, so that x * 2 uploads 2 once.
 *
 * @example
 * const double = defineOp({
 *   name: 'double',
 *   inputs: ['x'],
 *   outShape: ({ x }) => x.shape,
 *   forward: ({ x }) => kernel('Multiply', { a: x, b: constant(x.device, 2, x.dtype) }),
 *   vjp: (saving) => ({ x: saving([], (g) => mul(g, 2)) }),
 * });
 * double(21).item(); // 42
 */
export function constant(device: Device, value: number, dtype: DType): Raw {
  const byDevice = dtype === 'int32' ? integers : floats;
  let constants = byDevice.get(device);
  if (constants === undefined) byDevice.set(device, (constants = new Map<number | '-0', Raw>()));
  const key = Object.is(value, -0) ? '-0' : value;
  let raw = constants.get(key);
  if (raw === undefined) {
    if (constants.size >= capacity) {
      for (const old of constants.values()) release(old);
      constants.clear();
    }
    raw = retain(device.upload(convert([value], dtype), scalarShape, dtype));
    constants.set(key, raw);
  }
  return raw;
}

/** What the cached scalars of a device take: memory reports leave it out. @internal */
export function constantsUse(device: Device): { readonly tensors: number; readonly bytes: number } {
  const tensors = floats.get(device)?.size ?? 0;
  const ints = integers.get(device)?.size ?? 0;
  return { tensors: tensors + ints, bytes: tensors * bytesPerElement(device.float) + ints * bytesPerElement('int32') };
}
