import { afterEach, expect, test } from 'vitest';
import { device } from '../../src/backend/devices.ts';
import { referenceDevice } from '../../src/backend/reference/device.ts';
import { DeviceError } from '../../src/core/errors.ts';

const { MEGAGRAD_DEVICE: wanted, MEGAGRAD_CACHE: cache } = process.env;

afterEach(async () => {
  restore('MEGAGRAD_DEVICE', wanted);
  restore('MEGAGRAD_CACHE', cache);
  await device.use('reference');
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

async function problem(act: () => Promise<unknown>): Promise<DeviceError> {
  const error: unknown = await act().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DeviceError);
  return error as DeviceError;
}

test('reference is the device before anything is chosen, with no await', () => {
  expect(device.current).toBe(referenceDevice);
  expect(device.get('reference')).toBe(referenceDevice);
  expect(device.list()).toContainEqual({ name: 'reference', started: true, current: true });
});

test('a device that is not started is an error that says how to start it', () => {
  expect(() => device.get('webgpu')).toThrow(
    "device: 'webgpu' is not started. Write await device.start('webgpu') or await device.use('webgpu') first.",
  );
});

test('use makes a device the current one; start does not', async () => {
  const wasm = await device.start('wasm');
  expect(device.current).toBe(referenceDevice);
  const report = await device.use('wasm');
  expect(report).toMatchObject({ name: 'wasm', device: wasm, skipped: [] });
  expect(device.report).toBe(report);
  expect(device.current).toBe(wasm);
  expect(await device.start('wasm')).toBe(wasm);
  expect(String(report)).toMatch(/^wasm: taken \(tfjs-backend-wasm 4\.\d+\.\d+ on /);
  expect(Object.keys(report)).toEqual(['device', 'name', 'skipped']);
});

test('a device that does not exist', async () => {
  const error = await problem(async () => device.use('cuda' as 'wasm'));
  expect(error.message).toBe("device: no such device: name 'cuda'. Use 'auto' or one of 'reference', 'wasm', 'webgpu', 'tensorflow'.");
  expect(error.device).toBe('cuda');
});

test('a requested device that cannot start is an error with cause and fix, and the device stays', async () => {
  process.env['MEGAGRAD_CACHE'] = '/nowhere';
  const error = await problem(async () => device.use('tensorflow'));
  expect(error.message).toBe("tensorflow: not installed. Run 'npx megagrad install tensorflow' (with --cuda for an NVIDIA GPU).");
  expect(device.current).toBe(referenceDevice);
});

test('MEGAGRAD_DEVICE decides what auto takes, and does not fall back', async () => {
  process.env['MEGAGRAD_DEVICE'] = 'wasm';
  expect((await device.use('auto')).name).toBe('wasm');
  process.env['MEGAGRAD_DEVICE'] = 'cuda';
  expect((await problem(async () => device.use())).message).toContain("no such device: MEGAGRAD_DEVICE 'cuda'");
  process.env['MEGAGRAD_DEVICE'] = 'tensorflow';
  process.env['MEGAGRAD_CACHE'] = '/nowhere';
  expect((await problem(async () => device.use())).message).toContain('tensorflow: not installed');
});

test('auto takes a device and says why it did not take those before it', async () => {
  Reflect.deleteProperty(process.env, 'MEGAGRAD_DEVICE');
  process.env['MEGAGRAD_CACHE'] = '/nowhere';
  const report = await device.use('auto');
  expect(report.skipped).toContainEqual({ name: 'tensorflow', reason: expect.stringContaining('not installed') as string });
  expect(['webgpu', 'wasm']).toContain(report.name);
  expect(report.toString().split('\n')).toHaveLength(1 + report.skipped.length);
  if (report.name === 'wasm') expect(report.skipped.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu']);
});
