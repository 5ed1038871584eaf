import type { Device } from '../backend/device.ts';
import { constantsUse } from '../graph/constants.ts';

/** Tensors alive on a device, without the scalars that the engine keeps there. */
export function liveTensors(device: Device): number {
  return device.memory().tensors - constantsUse(device).tensors;
}
