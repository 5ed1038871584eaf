import { device as devices } from '../../backend/devices.ts';
import type { DeviceName } from '../../backend/device.ts';
import type { DeviceHealth } from './device-health.ts';
import { hasNvidiaGpu } from './nvidia.ts';
import { worstError } from './self-test.ts';
import { measureSpeed } from './speed.ts';

/** A float32 network against float64: more than this is a wrong result, not rounding. */
export const largestError = 1e-4;

/** Starts a device in this process, tests it and measures it. */
export async function checkDevice(name: DeviceName): Promise<DeviceHealth> {
  let version: string | null = null;
  let hardware: string | null = null;
  let gpu = false;
  try {
    const device = await devices.start(name);
    version = device.hardware?.library ?? 'built in';
    hardware = device.hardware?.name ?? 'JavaScript';
    gpu = device.hardware?.gpu ?? false;
    const worst = await worstError(device);
    const reason = worst <= largestError ? null : `its results are wrong: worst error ${worst} in the self-test`;
    return { name, present: true, version, hardware, gpu, reason, install: null, selfTest: { worstError: worst }, speed: await measureSpeed(device) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, present: version !== null, version, hardware, gpu, reason, install: installCommand(name), selfTest: null, speed: null };
  }
}

/** The command that makes a device available on this machine; null where nothing needs to be installed. */
export function installCommand(name: DeviceName): string | null {
  switch (name) {
    case 'reference':
      return null;
    case 'wasm':
      return 'npm install @tensorflow/tfjs-backend-wasm';
    case 'webgpu':
      return 'npm install webgpu @tensorflow/tfjs-backend-webgpu';
    case 'tensorflow':
      return `npx megagrad install tensorflow${hasNvidiaGpu() ? ' --cuda' : ''}`;
  }
}
