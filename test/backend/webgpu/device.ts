import { existsSync } from 'node:fs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Device } from '../../../src/backend/device.ts';
import { TfjsDevice } from '../../../src/backend/tfjs-device.ts';
import { startWebgpu } from '../../../src/backend/webgpu/start.ts';

const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

/** The device on this machine's GPU, else on Chromium's software driver; without either says so on stderr and returns undefined. */
export async function webgpuHere(): Promise<Device | undefined> {
  try {
    return await startWebgpu();
  } catch (first) {
    if (process.env['VK_ICD_FILENAMES'] === undefined && existsSync(swiftShader)) {
      process.env['VK_ICD_FILENAMES'] = swiftShader;
      return startWebgpu();
    }
    process.stderr.write(`\nNOT TESTED, the webgpu device is absent: ${first instanceof Error ? first.message : String(first)}\n`);
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
