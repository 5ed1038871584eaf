import { DeviceError } from '../../core/errors.ts';
import { kernelOn } from '../kernel.ts';
import type { KernelMap } from '../kernel-map.ts';
import { linalgKernels, type LinalgKernelName } from '../reference/linalg.ts';

/**
 * A kernel over square matrices: the device's own, or computed on the host in float64 where it has none.
 *
 * @throws {DeviceError} if the device has no such kernel and reads only asynchronously.
 */
export function linalgKernel<N extends LinalgKernelName>(
  op: string,
  name: N,
  inputs: KernelMap[N]['inputs'],
  attrs: KernelMap[N]['attrs'],
): KernelMap[N]['output'] {
  const device = Object.values(inputs)[0]!.device;
  if (device.has(name)) return kernelOn(device, name, inputs, attrs) as KernelMap[N]['output'];
  if (!device.readsSync) {
    throw new DeviceError(
      `${op}: ${device.name} has no kernel for it and reads only asynchronously. Compute it on another device: await x.to('reference').`,
      device.name,
    );
  }
  return linalgKernels[name](inputs, attrs);
}
