import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { DeviceError } from '../../core/errors.ts';
import type { Device } from '../device.ts';
import type { Binding } from './binding.ts';
import { TensorflowDevice } from './device.ts';
import { cacheFolder, findAddon, type Addon } from './installed.node.ts';

let starting: Promise<Device> | undefined;

/**
 * Starts the `tensorflow` device: the TensorFlow that `npx megagrad install tensorflow` built, else that of a
 * `@tensorflow/tfjs-node-gpu` or `@tensorflow/tfjs-node` which installed itself.
 *
 * Starts once; later calls return the same device. `hardware.gpu` says whether it runs on a GPU.
 *
 * @throws {DeviceError} with cause and fix if there is none or it does not load.
 */
export function startTensorflow(): Promise<Device> {
  starting ??= Promise.resolve()
    .then(start)
    .catch((cause: unknown) => {
      starting = undefined;
      throw cause;
    });
  return starting;
}

function start(): Device {
  const addon = findAddon();
  if (addon === undefined) {
    throw new DeviceError(
      "tensorflow: not installed. Run 'npx megagrad install tensorflow' (with --cuda for an NVIDIA GPU).",
      'tensorflow',
    );
  }
  return deviceFrom(addon);
}

/** The device of an addon. */
function deviceFrom(addon: Addon): Device {
  const binding = load(addon);
  const gpu = binding.isUsingGpuDevice();
  const library = `TensorFlow ${binding.TF_Version} (${addon.library})`;
  // A GPU refuses what it cannot hold; without one the system would swap first and then end the process.
  return new TensorflowDevice(binding, { name: gpu ? gpuName() : cpuName(), gpu, library }, gpu ? Infinity : 0.8 * totalmem());
}

function load({ path, quiet, build }: Addon): Binding {
  const require = createRequire(import.meta.url);
  setDefaults();
  try {
    if (quiet !== undefined && isQuiet()) {
      const { load: loadQuietly } = require(quiet.addon) as { readonly load: (library: string) => string };
      for (const library of quiet.libraries) {
        const problem = loadQuietly(library);
        if (problem !== '') throw new Error(problem);
      }
    }
    return require(path) as Binding;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const again = build === undefined ? 'Reinstall the package, or run' : 'Run';
    throw new DeviceError(
      `tensorflow: ${path} does not load: ${message}. ${again} 'npx megagrad install tensorflow${build?.cuda ? ' --cuda' : ''}'.`,
      'tensorflow',
      {
        cause,
      },
    );
  }
}

/** Settings that TensorFlow and CUDA read once, when they are loaded. Those that the user made stay. */
function setDefaults(): void {
  const defaults = {
    // Errors only.
    TF_CPP_MIN_LOG_LEVEL: '2',
    // Take GPU memory as it is needed, not all of it.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // One GPU: with several, values and ops would meet on different ones.
    CUDA_VISIBLE_DEVICES: '0',
    // Max pooling hands NaN on.
    TF_ENABLE_MAXPOOL_NANPROP: '1',
    // Kernels compiled for GPUs newer than TensorFlow's build: kept, all of them.
    CUDA_CACHE_PATH: join(cacheFolder(), 'cuda'),
    CUDA_CACHE_MAXSIZE: String(2 ** 32),
  };
  for (const [name, value] of Object.entries(defaults)) process.env[name] ??= value;
}

/** False for those who asked to see TensorFlow's messages. */
function isQuiet(): boolean {
  return Number(process.env['TF_CPP_MIN_LOG_LEVEL']) > 0;
}

function cpuName(): string {
  const threads = process.env['TF_NUM_INTRAOP_THREADS'] ?? availableParallelism();
  return `${cpus()[0]?.model.trim() ?? 'CPU'}, ${threads} ${Number(threads) === 1 ? 'thread' : 'threads'}`;
}

/** TensorFlow's addon does not tell; NVIDIA's driver does on Linux. */
function gpuName(): string {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    const [first] = readdirSync(folder);
    const model = /^Model:\s*(.+)$/m.exec(readFileSync(join(folder, first ?? '', 'information'), 'utf8'))?.[1];
    return model ?? 'GPU';
  } catch {
    return 'GPU';
  }
}
