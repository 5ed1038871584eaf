import { version_core } from '@tensorflow/tfjs-core';
import { DeviceError } from '../../core/errors.ts';
import { onNode } from '../../core/host.ts';
import type { Device, Hardware } from '../device.ts';
import { TfjsDevice } from '../tfjs-device.ts';
import { findGpu } from './navigator.ts';

const library = `tfjs-backend-webgpu ${version_core}`;
let starting: Promise<Device> | undefined;

/**
 * Starts the `webgpu` device: tfjs's WebGPU backend, with the kernels that it lacks or has wrong or slow.
 *
 * In a browser on `navigator.gpu`; in Node on Dawn, from the optional package `webgpu`. Starts once; later calls return the
 * same device. `hardware.gpu` is false where the adapter is a CPU that plays a GPU (SwiftShader, llvmpipe).
 *
 * @throws {DeviceError} with cause and fix if a package or an adapter is missing.
 */
export function startWebgpu(): Promise<Device> {
  starting ??= start().catch((cause: unknown) => {
    starting = undefined;
    throw cause;
  });
  return starting;
}

async function start(): Promise<Device> {
  const dawn = onNode() ? await import('./dawn.node.ts') : undefined;
  await dawn?.installDawn();
  const adapter = await requestAdapter(dawn === undefined ? browserFix : dawn.driverFix()).catch((cause: unknown) => {
    dawn?.uninstallDawn();
    throw cause;
  });
  const [{ CheckedBackend }, { registerKernels }] = await loadBackend();
  registerKernels();
  const device = await adapter.requestDevice({ requiredLimits: limitsOf(adapter) });
  return new TfjsDevice('webgpu', new CheckedBackend(device, adapter.info), { readsSync: false, hardware: describe(adapter) });
}

async function requestAdapter(fix: string): Promise<GPUAdapter> {
  const gpu = findGpu();
  if (gpu === undefined) {
    throw new DeviceError(
      "webgpu: cannot start: this browser or page has no navigator.gpu. Open the page over https or on localhost in a browser with WebGPU, or use device.use('wasm').",
      'webgpu',
    );
  }
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter !== null) return adapter;
  throw new DeviceError(`webgpu: cannot start: no adapter was found. ${fix}`, 'webgpu');
}

const browserFix = "Turn on the browser's hardware acceleration (chrome://gpu says what it found), or use device.use('wasm').";

async function loadBackend(): Promise<[typeof import('./backend.ts'), typeof import('./register.ts')]> {
  try {
    return await Promise.all([import('./backend.ts'), import('./register.ts')]);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new DeviceError(
      `webgpu: cannot start: @tensorflow/tfjs-backend-webgpu does not load: ${message.split('\n')[0]}. Run npm install @tensorflow/tfjs-backend-webgpu.`,
      'webgpu',
      { cause },
    );
  }
}

/** The limits that tfjs's kernels and ours lean on, as high as the adapter has them. */
function limitsOf({ limits }: GPUAdapter): Record<string, number> {
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeWorkgroupStorageSize, maxComputeWorkgroupsPerDimension } = limits;
  const { maxComputeWorkgroupSizeX, maxComputeInvocationsPerWorkgroup } = limits;
  return {
    maxBufferSize,
    maxStorageBufferBindingSize,
    maxComputeWorkgroupStorageSize,
    maxComputeWorkgroupsPerDimension,
    maxComputeWorkgroupSizeX,
    maxComputeInvocationsPerWorkgroup,
  };
}

const cpuAdapters = /swiftshader|llvmpipe|lavapipe|softpipe|basic render/i;

function describe({ info }: GPUAdapter): Hardware {
  const name = info.description || info.device || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'unknown adapter';
  const cpu = info.isFallbackAdapter || cpuAdapters.test(`${info.architecture} ${info.device} ${info.description}`);
  return { name, gpu: !cpu, library };
}
