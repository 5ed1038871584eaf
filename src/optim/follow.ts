import type { Device } from '../backend/device.ts';
import { isFloat } from '../core/dtype.ts';
import { DeviceError } from '../core/errors.ts';
import { keep } from '../graph/scope.ts';
import type { Tensor } from '../graph/tensor.ts';
import { tensor } from '../ops/creation/tensor.ts';

/**
 * What is kept for a parameter, on the parameter's device: as it is, or a kept copy of it. The old one stays the caller's.
 *
 * @throws {DeviceError} if it is on a device that is not read at once. @internal
 */
export function followed(title: () => string, name: string, kept: Tensor, device: Device): Tensor {
  const from = kept.device;
  if (from === device) return kept;
  if (!from.readsSync)
    throw new DeviceError(
      `${title()} is on ${device.name} and its ${name} on ${from.name}, which is only read asynchronously. Make a new one after await model.to('${device.name}').`,
      device.name,
    );
  return keep(copyTo(kept, kept.dataSync(), device));
}

/** A copy of a tensor with these values on a device, its float for the float of the other. @internal */
export function copyTo(kept: Tensor, values: ReturnType<Tensor['dataSync']>, device: Device): Tensor {
  return tensor(values, { shape: kept.shape, device, dtype: isFloat(kept.dtype) ? device.float : kept.dtype });
}
