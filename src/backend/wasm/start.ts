import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, findBackendFactory, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '../../core/errors.ts';
import type { Device } from '../device.ts';
import { TfjsDevice } from '../tfjs-device.ts';
import { registerKernels } from './register.ts';
import { loadSimd } from './simd.ts';

/** Where the browser fetches the `.wasm` files from: a folder (ends in `/`), or a URL per file. */
export type WasmPaths = string | Readonly<Partial<Record<WasmFile, string>>>;
type WasmFile = 'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

/** Bytes: of the 4 GiB that WebAssembly can address, some are tfjs's own and some lie in gaps. */
const limit = 3.5 * 2 ** 30;

let paths: WasmPaths | undefined;
let starting: Promise<Device> | undefined;

/**
 * Tells where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served; call it before the device starts.
 *
 * Node finds them in the package. A bundled page needs this unless the files lie beside the bundle.
 *
 * @throws {DeviceError} if the device has started.
 * @example setWasmPaths('https://cdn.jsdelivr.net/npm/@tensorflow/tfjs-backend-wasm@4.22.0/dist/');
 */
export function setWasmPaths(location: WasmPaths): void {
  if (starting !== undefined) {
    throw new DeviceError("wasm: setWasmPaths has no effect: the device has started. Call it before device.use('wasm').", 'wasm');
  }
  paths = location;
}

/**
 * Starts the `wasm` device: the tfjs WebAssembly backend with the kernels that it lacks.
 *
 * Starts once; later calls return the same device. tfjs's global backend stays what it was.
 *
 * @throws {DeviceError} with cause and fix if WebAssembly or its files are missing.
 */
export function startWasm(): Promise<Device> {
  starting ??= start().catch((cause: unknown) => {
    starting = undefined;
    throw cause;
  });
  return starting;
}

async function start(): Promise<Device> {
  if (typeof WebAssembly === 'undefined') {
    throw new DeviceError("wasm: cannot start: this JavaScript engine has no WebAssembly. Use device.use('reference').", 'wasm');
  }
  const listeners = listenersOnProcess();
  try {
    const { getThreadsCount, setWasmPaths: setPaths, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
    if (paths !== undefined) setPaths(paths);
    const backend = await loadBackend();
    registerKernels(backend, await loadSimd(backend.wasm));
    const threads = getThreadsCount();
    const hardware = { name: `CPU, ${threads} thread${threads === 1 ? '' : 's'}`, gpu: false, library: `tfjs-backend-wasm ${version}` };
    return new TfjsDevice('wasm', backend, { readsSync: true, hardware, limit });
  } catch (cause) {
    throw new DeviceError(`wasm: cannot start: ${messageOf(cause)}. ${fix()}`, 'wasm', { cause });
  } finally {
    takeOffListeners(listeners);
  }
}

/** One instance per process: tfjs's kernels remember the last one they were set up with. */
async function loadBackend(): Promise<BackendWasm> {
  const { registry } = engine();
  const running = registry['wasm'];
  if (running !== undefined) return running as BackendWasm;
  const backend = (await findBackendFactory('wasm')()) as BackendWasm;
  for (const { setupFunc } of getKernelsForBackend('wasm')) setupFunc?.(backend);
  registry['wasm'] = backend;
  return backend;
}

function messageOf(cause: unknown): string {
  const message = typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : String(cause);
  return message.replace(/\.$/, '');
}

function fix(): string {
  return typeof document === 'undefined'
    ? "Reinstall it with 'npm install @tensorflow/tfjs-backend-wasm'."
    : "Serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist and name their folder with setWasmPaths('/folder/').";
}

type Fatal = 'uncaughtException' | 'unhandledRejection';
type Listener = (...args: unknown[]) => void;

/** Absent in browsers. */
const { process }: { readonly process?: NodeJS.Process } = globalThis;

function listenersOnProcess(): Map<Fatal, readonly Listener[]> {
  const fatal: readonly Fatal[] = ['uncaughtException', 'unhandledRejection'];
  return new Map(fatal.map((event) => [event, (process?.rawListeners(event) ?? []) as Listener[]]));
}

/** Emscripten's start-up code installs listeners that only throw again, which would come before a user's own. */
function takeOffListeners(before: Map<Fatal, readonly Listener[]>): void {
  const after = listenersOnProcess();
  for (const [event, known] of before) {
    for (const listener of after.get(event)!) {
      if (!known.includes(listener) && /throw (ex|reason)/.test(String(listener))) process?.removeListener(event, listener);
    }
  }
}
