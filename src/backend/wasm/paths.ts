import { DeviceError } from '../../core/errors.ts';

/** Where the browser fetches the `.wasm` files from: a folder (ends in `/`), or a URL per file. */
export type WasmPaths = string | Readonly<Partial<Record<WasmFile, string>>>;
type WasmFile = 'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm' | 'tfjs-backend-wasm-threaded-simd.wasm';

let paths: WasmPaths | undefined;
let taken = false;

/**
 * Tells where the `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served; call it before the device starts.
 *
 * Node finds them in the package. A bundled page needs this unless the files lie beside the bundle.
 *
 * @throws {DeviceError} if the device was started before.
 * @example setWasmPaths('/assets/wasm/');
 */
export function setWasmPaths(location: WasmPaths): void {
  if (taken) {
    throw new DeviceError("wasm: setWasmPaths comes too late: the device was started before. Call it before device.use('wasm').", 'wasm');
  }
  paths = location;
}

/** What was set, for the device that starts now. @internal */
export function takeWasmPaths(): WasmPaths | undefined {
  taken = true;
  return paths;
}
