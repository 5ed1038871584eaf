import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Device } from '../../../src/backend/device.ts';
import { TfjsDevice } from '../../../src/backend/tfjs-device.ts';
import { startWebgpu } from '../../../src/backend/webgpu/start.ts';

/** The device, on this machine's GPU or Chromium's software driver; without either says so on stderr and returns undefined. */
export async function webgpuHere(): Promise<Device | undefined> {
  try {
    return await startWebgpu();
  } catch (cause) {
    process.stderr.write(`\nNOT TESTED, the webgpu device is absent: ${cause instanceof Error ? cause.message : String(cause)}\n`);
    return undefined;
  }
}

/** The tfjs backend under the device. */
export function backendOf(device: Device): WebGPUBackend {
  if (device instanceof TfjsDevice) return device.backend as WebGPUBackend;
  throw new TypeError(`${device.name} has no tfjs backend.`);
}

/** Blocks that the backend keeps, also those that a kernel made inside and forgot. */
export function liveBlocks(device: Device): number {
  return backendOf(device).numDataIds();
}
