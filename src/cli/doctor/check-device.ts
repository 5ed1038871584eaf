import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
    return {
      name,
      present: true,
      version,
      hardware,
      gpu,
      reason,
      install: null,
      selfTest: { worstError: worst },
      speed: await measureSpeed(device),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const present = version !== null;
    return { name, present, version, hardware, gpu, reason, install: present ? null : installCommand(name), selfTest: null, speed: null };
  }
}

/** The command that installs a device here; null where all of its packages are, and the reason says what else is missing. */
export function installCommand(name: DeviceName): string | null {
  switch (name) {
    case 'reference':
      return null;
    case 'wasm':
      return npmInstall('@tensorflow/tfjs-backend-wasm');
    case 'webgpu':
      return npmInstall('webgpu', '@tensorflow/tfjs-backend-webgpu');
    case 'tensorflow':
      return `npx megagrad install tensorflow${hasNvidiaGpu() ? ' --cuda' : ''}`;
  }
}

function npmInstall(...packages: string[]): string | null {
  const require = createRequire(import.meta.url);
  const missing = packages.filter((name) => !isInstalled(require, name));
  return missing.length === 0 ? null : `npm install ${missing.join(' ')}`;
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  return (require.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name, 'package.json')));
}
