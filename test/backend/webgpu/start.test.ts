import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { kernelOn } from '../../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../../src/backend/raw.ts';
import { Gpu } from '../../../src/backend/webgpu/gpu.ts';
import { startWebgpu } from '../../../src/backend/webgpu/start.ts';
import { DeviceError } from '../../../src/core/errors.ts';
import { backendOf, webgpuHere } from './device.ts';

const device = await webgpuHere();
const here = describe.runIf(device !== undefined);

const start = `
  const { startWebgpu } = await import('./src/backend/webgpu/start.ts');
  try {
    const device = await startWebgpu();
    const raw = device.run('Square', { x: device.upload(Float32Array.of(3), [1], 'float32') }, {});
    console.log((await device.read(raw)).join());
  } catch (error) {
    console.log(error.name + ' ' + error.device + ' ' + error.message);
  }
`;

/** What a fresh process prints that starts the device, once it has ended by itself. */
async function startedIn(env: Readonly<Record<string, string>>, before = ''): Promise<string> {
  const program = ['--import', 'tsx', '--input-type=module', '--eval', before + start];
  const { stdout } = await promisify(execFile)(process.execPath, program, { env: { ...process.env, ...env }, timeout: 50_000 });
  return stdout.trim();
}

here('the webgpu device', () => {
  test('says what it runs on', () => {
    expect(device!.hardware!.library).toMatch(/^tfjs-backend-webgpu 4\.\d+\.\d+$/);
    expect(device!.hardware!.name).not.toBe('');
    expect(device!.hardware!.gpu).toBe(!/swiftshader|llvmpipe/i.test(device!.hardware!.name));
  });

  test('starts once', async () => {
    expect(await startWebgpu()).toBe(device);
  });

  test('lets the process end', async () => {
    expect(await startedIn({})).toBe('9');
  });

  test('does not read synchronously', () => {
    const raw = device!.upload(Float32Array.of(1, 2), [2], 'float32');
    retain(raw);
    expect(() => device!.readSync(raw)).toThrow(DeviceError);
    expect(() => device!.readSync(raw)).toThrow(/await t\.data\(\)/);
    release(raw);
  });

  test('keeps its own copy of what is uploaded, and hands out a new one at each read', async () => {
    const values = Float32Array.of(1, 2);
    const raw = retain(device!.upload(values, [2], 'float32'));
    values[0] = 7;
    (await device!.read(raw))[1] = 8;
    expect(await device!.read(raw)).toEqual(Float32Array.of(1, 2));
    const doubled = retain(kernelOn(device!, 'Add', { a: raw, b: raw }) as Raw);
    (await device!.read(doubled))[0] = 9;
    expect(await device!.read(doubled)).toEqual(Float32Array.of(2, 4));
    release(doubled);
    release(raw);
  });

  test('throws what the GPU refuses instead of reading zeros, and goes on', async () => {
    const gpu = new Gpu(backendOf(device!));
    const broken = gpu.run({ inputs: {}, shape: [1], dtype: 'float32', body: 'result[i] = unheardOf;' });
    await expect(gpu.backend.read(broken.dataId)).rejects.toThrow(/^webgpu: the GPU reported an error: .*unheardOf/);
    gpu.close();
    const raw = retain(kernelOn(device!, 'Square', { x: device!.upload(Float32Array.of(3), [1], 'float32') }) as Raw);
    expect(await device!.read(raw)).toEqual(Float32Array.of(9));
    release(raw);
  });

  test('refuses a block that the adapter cannot hold', () => {
    const x = retain(device!.upload(Float32Array.of(1), [1], 'float32'));
    expect(() => kernelOn(device!, 'BroadcastTo', { x }, { shape: [2 ** 30, 100] })).toThrow(
      /^webgpu: a block is too large for the adapter: 429496729600 bytes, at most \d+\. Work on fewer examples at a time\.$/,
    );
    release(x);
  });
});

test('without an adapter: what to install', async () => {
  const printed = await startedIn({ VK_ICD_FILENAMES: '/nowhere.json', VK_DRIVER_FILES: '/nowhere.json' });
  expect(printed).toMatch(/^DeviceError webgpu webgpu: cannot start: no adapter was found\. Install the GPU's /);
});

test('without the package: the command that installs it', async () => {
  const hooks = `export async function resolve(name, context, next) {
    if (name === 'webgpu') throw Object.assign(new Error("Cannot find package 'webgpu'"), { code: 'ERR_MODULE_NOT_FOUND' });
    return next(name, context);
  }`;
  const absent = `(await import('node:module')).register('data:text/javascript,${encodeURIComponent(hooks).replaceAll("'", '%27')}');`;
  expect(await startedIn({}, absent)).toBe(
    "DeviceError webgpu webgpu: cannot start: Node has no WebGPU of its own and the package 'webgpu' is not installed. Run npm install webgpu @tensorflow/tfjs-backend-webgpu.",
  );
});
