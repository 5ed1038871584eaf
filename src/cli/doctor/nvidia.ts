import { existsSync } from 'node:fs';

/** True where NVIDIA's driver is loaded, also in a container that was given a GPU. */
export function hasNvidiaGpu(): boolean {
  return process.platform === 'linux' && ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'].some((file) => existsSync(file));
}
