import { device as devices } from '../../backend/devices.ts';
import type { DeviceName } from '../../backend/device.ts';
import { convert, isFloat } from '../../core/dtype.ts';
import { track } from '../../graph/scope.ts';
import { rawOf, Tensor } from '../../graph/tensor.ts';

/**
 * A copy of the values on a started device, its float for the float of the other.
 *
 * It is a leaf of its own: no gradient flows between devices. It requires grad if `x` is a leaf that does.
 *
 * @throws {DeviceError} if the device was not started.
 * @example (await to(tensor([1, 2]), 'reference')).device.name; // 'reference'
 */
export async function to(x: Tensor, name: DeviceName): Promise<Tensor> {
  const target = devices.get(name);
  const raw = rawOf(x);
  const dtype = isFloat(raw.dtype) ? target.float : raw.dtype;
  const values = await raw.device.read(raw);
  const moved = track(new Tensor(target.upload(convert(values, dtype), raw.shape, dtype)));
  if (x.requiresGrad && x.isLeaf) moved.setRequiresGrad();
  moved.label = x.label;
  return moved;
}
