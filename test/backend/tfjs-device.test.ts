import { expect, test, vi } from 'vitest';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { kernelOn } from '../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../src/backend/raw.ts';
import { startWasm } from '../../src/backend/wasm/start.ts';

const device = await startWasm();

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** The collector is asked to report what is held only when the step that made it is over. */
async function collected(): Promise<void> {
  await Promise.resolve();
  collect();
  await new Promise((resolve) => setTimeout(resolve));
}

function make(length: number): Raw {
  return retain(device.upload(new Float32Array(length), [length], 'float32'));
}

test('what is dropped is freed once its step is over', { timeout: 30_000 }, async () => {
  const before = device.memory();
  const kept = make(10);
  for (let i = 0; i < 100; i++) make(1000);
  expect(device.memory()).toEqual({ tensors: before.tensors + 101, bytes: before.bytes + 40 + 400_000 });
  // The collector's callbacks come when the process finds time for them.
  await vi.waitFor(
    async () => {
      await collected();
      expect(device.memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 40 });
    },
    { timeout: 20_000, interval: 10 },
  );
  release(kept);
  expect(device.memory()).toEqual(before);
});

test('what is released is freed once, whether the collector was asked to report it or not', async () => {
  const before = device.memory();
  for (let i = 0; i < 5000; i++) release(make(1));
  const long = Array.from({ length: 1500 }, () => make(1));
  await Promise.resolve();
  long.forEach(release);
  expect(device.memory()).toEqual(before);
  long.length = 0;
  await collected();
  expect(device.memory()).toEqual(before);
});

test('a block lives until the last that shares it is released', () => {
  const before = device.memory();
  const x = make(6);
  const rows = retain(kernelOn(device, 'Reshape', { x }, { shape: [2, 3] }) as Raw);
  expect(device.memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 24 });
  release(x);
  expect([...device.readSync(rows)]).toEqual([0, 0, 0, 0, 0, 0]);
  release(rows);
  expect(device.memory()).toEqual(before);
});

test('adds in place, but not where another shares the block', () => {
  const [x, y] = [make(3), retain(device.upload(Float32Array.of(1, 2, 3), [3], 'float32'))];
  expect(device.addInto?.(x, y)).toBe(true);
  expect(device.addInto?.(x, y)).toBe(true);
  expect([...device.readSync(x)]).toEqual([2, 4, 6]);
  const column = retain(kernelOn(device, 'Reshape', { x }, { shape: [3, 1] }) as Raw);
  expect(device.addInto?.(x, y)).toBe(false);
  release(column);
  const ints = retain(device.upload(Int32Array.of(1, 2, 3), [3], 'int32'));
  expect([device.addInto?.(x, ints), device.addInto?.(x, make(2))]).toEqual([false, false]);
  for (const raw of [x, y, ints]) release(raw);
});

test('values of another array type are converted', () => {
  const x = retain(device.upload(Float64Array.of(1.5, -2), [2], 'float64'));
  expect([x.dtype, ...device.readSync(x)]).toEqual(['float32', 1.5, -2]);
  release(x);
});
