import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { engine, env, findBackendFactory, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { DeviceError } from '../../core/errors.ts';
import { sizeOf } from '../../core/shape.ts';
import type { Device } from '../device.ts';
import { TfjsDevice } from '../tfjs-device.ts';
import { Heap } from './heap.ts';
import { wasmKernels } from './kernels.ts';
import { takeWasmPaths, type WasmPaths } from './paths.ts';
import { registerKernels } from './register.ts';
import { loadSimd } from './simd.ts';

/** Bytes: of the 4 GiB that WebAssembly can address, some are tfjs's own and some lie in gaps. */
const limit = 3.5 * 2 ** 30;

let starting: Promise<Device> | undefined;

/**
 * Starts the `wasm` device: the tfjs WebAssembly backend with the kernels that it lacks.
 *
 * Starts once; later calls return the same device, or the same error: tfjs cannot try again. tfjs's global backend stays what it was.
 *
 * @throws {DeviceError} with cause and fix if WebAssembly or its files are missing.
 */
export function startWasm(): Promise<Device> {
  starting ??= start();
  return starting;
}

async function start(): Promise<Device> {
  if (typeof WebAssembly === 'undefined') {
    throw new DeviceError("wasm: cannot start: this JavaScript engine has no WebAssembly. Use device.use('reference').", 'wasm');
  }
  const listeners = listenersOnProcess();
  const paths = takeWasmPaths();
  try {
    const { getThreadsCount, setWasmPaths: setPaths, version_wasm: version } = await import('@tensorflow/tfjs-backend-wasm');
    if (paths !== undefined) setPaths(paths);
    const backend = await loadBackend();
    const heap = new Heap(backend, await loadSimd(backend.wasm), wasmKernels);
    registerKernels(heap);
    const threads = getThreadsCount();
    const hardware = { name: `CPU, ${threads} thread${threads === 1 ? '' : 's'}`, gpu: false, library: `tfjs-backend-wasm ${version}` };
    return new TfjsDevice('wasm', backend, {
      readsSync: true,
      hardware,
      limit,
      addInto: (target, addend) => heap.addInto(target.dataId, addend.dataId, sizeOf(target.shape)),
    });
  } catch (cause) {
    throw new DeviceError(`wasm: cannot start: ${reasonOf(cause, paths)}. ${fixFor(paths)}`, 'wasm', { cause });
  } finally {
    takeOffListeners(listeners);
  }
}

/** One instance per process: tfjs's kernels remember the last one they were set up with. */
async function loadBackend(): Promise<BackendWasm> {
  const { registry } = engine();
  const running = registry['wasm'];
  if (running !== undefined) return running as BackendWasm;
  // tfjs hands its threads the source text of a function, which bundlers rewrite: they never answer, and the start hangs.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const backend = (await findBackendFactory('wasm')()) as BackendWasm;
  for (const { setupFunc } of getKernelsForBackend('wasm')) setupFunc?.(backend);
  registry['wasm'] = backend;
  return backend;
}

function reasonOf(cause: unknown, paths: WasmPaths | undefined): string {
  const message = typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : String(cause);
  // tfjs's message for a file that cannot be loaded tells neither which nor from where.
  if (!message.includes('.wasm` file')) return message.replace(/\.$/, '');
  return `its .wasm file could not be loaded from ${paths === undefined ? 'beside the script' : JSON.stringify(paths)}`;
}

function fixFor(paths: WasmPaths | undefined): string {
  if (typeof document !== 'undefined') {
    return "Serve the .wasm files of @tensorflow/tfjs-backend-wasm/dist, name their folder with setWasmPaths('/folder/') and reload the page.";
  }
  return paths === undefined
    ? "Reinstall it with 'npm install @tensorflow/tfjs-backend-wasm'."
    : 'Leave setWasmPaths out in Node, which finds the files in the package.';
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
