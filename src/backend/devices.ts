import { DeviceError } from '../core/errors.ts';
import { environment, onNode } from '../core/host.ts';
import type { Device, DeviceName } from './device.ts';
import { referenceDevice } from './reference/device.ts';

/** A device that 'auto' did not take, and why. */
export interface SkippedDevice {
  readonly name: DeviceName;
  readonly reason: string;
}

/** What `device.use` took, and what it passed over on the way. */
export interface DeviceReport {
  readonly device: Device;
  readonly name: DeviceName;
  readonly skipped: readonly SkippedDevice[];
  /** One line per device, for people. */
  toString(): string;
}

/** One line of `device.list()`. */
export interface ListedDevice {
  readonly name: DeviceName;
  /** True once it was started; `device.get(name)` then returns it. */
  readonly started: boolean;
  /** True of the device where new tensors are made. */
  readonly current: boolean;
}

/** The devices of this process: which are started, and where new tensors are made. */
export interface Devices {
  /** Where new tensors are made: `reference` until `use` chose another. */
  readonly current: Device;
  /** What the last `use` took and why not the others; undefined before the first. */
  readonly report: DeviceReport | undefined;
  /**
   * Starts a device and makes new tensors there.
   *
   * 'auto' (the default) takes the device that MEGAGRAD_DEVICE names; without it the first that starts of tensorflow on
   * a GPU, webgpu on a GPU, tensorflow on the CPU, wasm, reference.
   *
   * @throws {DeviceError} with cause and fix if the device that was named cannot start.
   * @example const { name } = await device.use('reference'); // 'reference'
   */
  use(name?: DeviceName | 'auto'): Promise<DeviceReport>;
  /**
   * Starts a device without making it the current one. Starting one again returns the same device.
   *
   * @throws {DeviceError} with cause and fix if it cannot start.
   */
  start(name: DeviceName): Promise<Device>;
  /**
   * A device that was started; `reference` always is.
   *
   * @throws {DeviceError} if it was not started.
   */
  get(name: DeviceName): Device;
  /** All devices by name, started or not. Starts none. */
  list(): ListedDevice[];
}

const starters: Readonly<Record<DeviceName, () => Promise<Device>>> = {
  reference: async () => referenceDevice,
  wasm: async () => (await import('./wasm/start.ts')).startWasm(),
  webgpu: async () => (await import('./webgpu/start.ts')).startWebgpu(),
  tensorflow: async () => {
    if (!onNode()) throw new DeviceError("tensorflow: it runs in Node only. Use 'webgpu' or 'wasm' here.", 'tensorflow');
    return (await import('./tensorflow/start.node.ts')).startTensorflow();
  },
};

const names = Object.keys(starters) as DeviceName[];
const started = new Map<DeviceName, Device>([['reference', referenceDevice]]);
const starting = new Map<DeviceName, Promise<Device>>();
let current: Device = referenceDevice;
let report: DeviceReport | undefined;

/** The devices of this process. */
export const device: Devices = {
  get current() {
    return current;
  },
  get report() {
    return report;
  },
  async use(name = 'auto') {
    const chosen = name === 'auto' ? await choose() : { device: await start(name), skipped: [] };
    current = chosen.device;
    report = describe(chosen.device, chosen.skipped);
    return report;
  },
  start,
  get(name) {
    const found = started.get(name);
    if (found !== undefined) return found;
    checkName(name);
    throw new DeviceError(
      `device: '${name}' is not started. Write await device.start('${name}') or await device.use('${name}') first.`,
      name,
    );
  },
  list: () => names.map((name) => ({ name, started: started.has(name), current: current.name === name })),
};

/** Runs `fn` with another device as the current one: for checks that run on `reference` wherever the user is. @internal */
export function onDevice<T>(chosen: Device, fn: () => T): T {
  const before = current;
  current = chosen;
  try {
    return fn();
  } finally {
    current = before;
  }
}

async function start(name: DeviceName): Promise<Device> {
  const running = started.get(name);
  if (running !== undefined) return running;
  checkName(name);
  let pending = starting.get(name);
  if (pending === undefined) {
    pending = starters[name]();
    starting.set(name, pending);
  }
  try {
    const device = await pending;
    started.set(name, device);
    return device;
  } catch (error) {
    if (error instanceof DeviceError) throw error;
    throw new DeviceError(`${name}: it did not start: ${messageOf(error)}. Run npx megagrad doctor.`, name, { cause: error });
  } finally {
    starting.delete(name);
  }
}

async function choose(): Promise<{ device: Device; skipped: SkippedDevice[] }> {
  const wanted = environment('MEGAGRAD_DEVICE');
  if (wanted !== undefined && wanted !== '' && wanted !== 'auto') {
    checkName(wanted, 'MEGAGRAD_DEVICE');
    return { device: await start(wanted), skipped: [] };
  }
  const skipped: SkippedDevice[] = [];
  const tensorflow = await attempt('tensorflow', skipped);
  if (tensorflow?.hardware?.gpu) return { device: tensorflow, skipped };
  const webgpu = await attempt('webgpu', skipped);
  if (webgpu?.hardware?.gpu) {
    if (tensorflow !== undefined) skipped.unshift({ name: 'tensorflow', reason: `it runs on the CPU here (${tensorflow.hardware?.name})` });
    return { device: webgpu, skipped };
  }
  if (webgpu !== undefined) skipped.push({ name: 'webgpu', reason: `its adapter is not a GPU (${webgpu.hardware?.name})` });
  const device = tensorflow ?? (await attempt('wasm', skipped)) ?? referenceDevice;
  return { device, skipped };
}

async function attempt(name: DeviceName, skipped: SkippedDevice[]): Promise<Device | undefined> {
  try {
    return await start(name);
  } catch (error) {
    skipped.push({ name, reason: messageOf(error) });
    return undefined;
  }
}

function describe(device: Device, skipped: readonly SkippedDevice[]): DeviceReport {
  const { name, hardware } = device;
  const lines = [
    `${name}: taken${hardware === undefined ? '' : ` (${hardware.library} on ${hardware.name})`}`,
    ...skipped.map(({ name, reason }) => (reason.startsWith(`${name}:`) ? reason : `${name}: ${reason}`)),
  ];
  return Object.defineProperty({ device, name, skipped }, 'toString', { value: () => lines.join('\n') });
}

function checkName(name: string, argument = 'name'): asserts name is DeviceName {
  if (!Object.hasOwn(starters, name)) {
    throw new DeviceError(
      `device: no such device: ${argument} '${name}'. Use 'auto' or one of ${names.map((known) => `'${known}'`).join(', ')}.`,
      name,
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
