import { device as devices } from '../backend/devices.ts';
import type { DeviceName, MemoryUse } from '../backend/device.ts';
import { constantsUse } from './constants.ts';

/**
 * Live tensors and their bytes on each started device. Tensors that share storage (a reshape, a detached handle) count
 * once, cached scalars not at all.
 *
 * On `reference`, where the garbage collector owns the memory, what was dropped without dispose or scope still counts.
 *
 * @example memory().wasm?.bytes
 */
export function memory(): Readonly<Partial<Record<DeviceName, MemoryUse>>> {
  const use: Partial<Record<DeviceName, MemoryUse>> = {};
  for (const { name, started } of devices.list()) {
    if (!started) continue;
    const device = devices.get(name);
    const all = device.memory();
    const cached = constantsUse(device);
    use[name] = { tensors: all.tensors - cached.tensors, bytes: all.bytes - cached.bytes };
  }
  return use;
}
