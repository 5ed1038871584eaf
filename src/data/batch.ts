import type { Device, DeviceName } from '../backend/device.ts';
import { relieve } from '../backend/pressure.ts';
import type { Tensor } from '../graph/tensor.ts';
import { tensor } from '../ops/creation/tensor.ts';
import type { Sample } from './dataset.ts';
import type { HostArray } from './host-array.ts';

/** Inputs and targets of one step, on a device. */
export interface Batch {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** A batch on the device, default the current one. Gives dropped tensors' memory back first, where the device is short of it. @internal */
export async function toBatch(rows: Sample | Promise<Sample>, device: Device | DeviceName | undefined): Promise<Batch> {
  const { x, y } = rows instanceof Promise ? await rows : rows;
  await relieve();
  return { x: toTensor(x, device), y: toTensor(y, device) };
}

/**
 * Data of host memory as a tensor: floats and bytes become the device's float, other integers int32.
 *
 * @example toTensor(hostArray(Float32Array.of(1, 2), [2]));
 */
export function toTensor({ data, shape }: HostArray, device?: Device | DeviceName): Tensor {
  const options = { shape, device };
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array) return tensor(data, options);
  return tensor(data instanceof Uint8Array ? Float32Array.from(data) : Int32Array.from(data), options);
}
