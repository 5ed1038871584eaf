import { findAddon } from '../src/backend/tensorflow/installed.node.ts';
import type { AbsentResult } from './result.ts';

/** Devices that the benches measure, if they are here. */
export const measured = ['wasm', 'tensorflow'] as const;
export type MeasuredDevice = (typeof measured)[number];

/** False for a device that has to be installed and is not. */
export function isInstalled(name: MeasuredDevice): boolean {
  return name !== 'tensorflow' || findAddon() !== undefined;
}

export function absentDevice(bench: string, name: MeasuredDevice): AbsentResult {
  return { bench, subject: name, absent: `${name} is not installed. Run 'npx megagrad install ${name}'.` };
}
