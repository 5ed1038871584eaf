import type { Device } from '../../../src/backend/device.ts';
import { findAddon } from '../../../src/backend/tensorflow/installed.node.ts';
import { startTensorflow } from '../../../src/backend/tensorflow/start.node.ts';

/** The device, or undefined with a printed reason. An installation that is there but does not start is a failure. */
export async function deviceOrNone(): Promise<Device | undefined> {
  if (findAddon() !== undefined) return startTensorflow();
  process.stderr.write("tensorflow is absent: its tests do not run. Install it with 'npx megagrad install tensorflow'.\n");
  return undefined;
}
