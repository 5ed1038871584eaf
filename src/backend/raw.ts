import type { DType } from '../core/dtype.ts';
import type { Shape } from '../core/shape.ts';
import type { Device } from './device.ts';

/**
 * A block of numbers on a device: a tfjs TensorInfo that knows its device, and how many hold it.
 *
 * Kernels take and return these. Whoever keeps one calls `retain`, and `release` when done; the last release
 * gives the bytes back to the device. Two Raws may share a `dataId` (a reshape): each is one hold on it.
 */
export class Raw {
  /** How many hold this: tensors, and nodes that saved it. @internal */
  holders = 0;
  readonly dataId: object;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly device: Device;

  constructor(dataId: object, shape: Shape, dtype: DType, device: Device) {
    this.dataId = dataId;
    this.shape = shape;
    this.dtype = dtype;
    this.device = device;
  }
}

/** Adds a holder. */
export function retain(raw: Raw): Raw {
  if (raw.holders++ === 0) raw.device.hold(raw);
  return raw;
}

/** Takes a holder away; the last one frees the bytes. */
export function release(raw: Raw): void {
  if (--raw.holders === 0) raw.device.free(raw);
}
