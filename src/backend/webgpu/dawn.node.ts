import { DeviceError } from '../../core/errors.ts';
import { findGpu, navigatorHere } from './navigator.ts';

interface Dawn {
  readonly create: (options: string[]) => GPU;
  readonly globals: object;
}

/**
 * Gives Node a `navigator.gpu` and the GPU classes, from the optional package `webgpu` (Dawn). Does nothing where there is one.
 *
 * @throws {DeviceError} if the package is absent or its binary does not load.
 */
export async function installDawn(): Promise<void> {
  if (findGpu() !== undefined) return;
  const { create, globals } = await loadDawn();
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node 20 has no navigator; later ones have one whose properties are fixed but which can be extended.
  if (navigatorHere() === undefined) Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  else Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
}

/** Takes back a `navigator.gpu` that found no adapter, so that another start asks the drivers again. */
export function uninstallDawn(): void {
  delete navigatorHere()?.gpu;
}

async function loadDawn(): Promise<Dawn> {
  // Not a literal: bundlers for the browser must not follow it.
  const name = 'webgpu';
  try {
    return (await import(/* @vite-ignore */ name)) as Dawn;
  } catch (cause) {
    const absent = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
    throw new DeviceError(
      absent
        ? "webgpu: cannot start: Node has no WebGPU of its own and the package 'webgpu' is not installed. Run npm install webgpu @tensorflow/tfjs-backend-webgpu."
        : `webgpu: cannot start: the package 'webgpu' has no working binary for ${process.platform}-${process.arch}: ${(cause as Error).message}. Reinstall it with npm install webgpu.`,
      'webgpu',
      { cause },
    );
  }
}

/** What to install where Dawn finds no adapter. */
export function driverFix(): string {
  if (process.platform !== 'linux') return "Install the GPU's driver, or use device.use('wasm').";
  return (
    "Install the GPU's Vulkan driver and the loader (Debian: apt-get install libvulkan1). Without a GPU: apt-get install chromium " +
    'libvulkan1, then set VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json.'
  );
}
