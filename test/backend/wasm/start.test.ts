import { engine, getKernel } from '@tensorflow/tfjs-core';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ownTable } from '../../../src/backend/tfjs-device.ts';
import { setWasmPaths } from '../../../src/backend/wasm/paths.ts';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import { DeviceError } from '../../../src/core/errors.ts';

const events = ['uncaughtException', 'unhandledRejection'] as const;
const listenersBefore = events.map((event) => process.rawListeners(event));
const device = await startWasm();

describe('a started device', () => {
  test('is the same for everybody', async () => {
    expect(await startWasm()).toBe(device);
    expect(device.name).toBe('wasm');
    expect(device.hardware).toMatchObject({ name: 'CPU, 1 thread', gpu: false });
    expect(device.hardware?.library).toMatch(/^tfjs-backend-wasm \d+\.\d+\.\d+$/);
  });

  test("leaves the process's listeners as they were", () => {
    expect(events.map((event) => process.rawListeners(event))).toEqual(listenersBefore);
  });

  test("leaves tfjs's global backend and its stock kernels to other users of tfjs", () => {
    expect(engine().backendName).toBeUndefined();
    expect(getKernel('Softmax', ownTable('wasm')).kernelFunc).not.toBe(getKernel('Softmax', 'wasm').kernelFunc);
    expect(device.has('Conv2DBackpropFilter')).toBe(true);
    expect(getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined();
  });

  test('runs stock kernels that no op uses', () => {
    expect(device.has('LinSpace')).toBe(true);
    expect(device.has('NoSuchKernel')).toBe(false);
    expect(() => device.run('NoSuchKernel', {}, {})).toThrow(
      new DeviceError(
        "wasm: no kernel 'NoSuchKernel' is registered for this device. Check its name; if an op of megagrad asked for it, please report it.",
        'wasm',
      ),
    );
  });

  test('takes no paths any more', () => {
    expect(() => setWasmPaths('/folder/')).toThrow(
      new DeviceError("wasm: setWasmPaths comes too late: the device was started before. Call it before device.use('wasm').", 'wasm'),
    );
  });
});

describe('a start that fails', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  test('without WebAssembly names another device', async () => {
    vi.resetModules();
    vi.stubGlobal('WebAssembly', undefined);
    const fresh = await import('../../../src/backend/wasm/start.ts');
    await expect(fresh.startWasm()).rejects.toThrow(
      "wasm: cannot start: this JavaScript engine has no WebAssembly. Use device.use('reference').",
    );
  });

  test('without its files says where it looked, also the second time', async () => {
    const program = `
      const { setWasmPaths } = await import('./src/backend/wasm/paths.ts');
      const { startWasm } = await import('./src/backend/wasm/start.ts');
      setWasmPaths('/nowhere/');
      for (let i = 0; i < 2; i++) await startWasm().catch((error) => console.log(error.name, error.message));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program]);
    const text =
      'DeviceError wasm: cannot start: its .wasm file could not be loaded from "/nowhere/". Leave setWasmPaths out in Node, which finds the files in the package.\n';
    expect(stdout).toBe(text + text);
  });
});
