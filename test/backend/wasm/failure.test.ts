import { expect, test } from 'vitest';
import { kernelOn } from '../../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../../src/backend/raw.ts';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import { DeviceError } from '../../../src/core/errors.ts';
import { memoryOf } from './arbitrary.ts';

const device = await startWasm();

function floats(...values: number[]): Raw {
  return retain(device.upload(Float32Array.from(values), [values.length], 'float32'));
}

test('a kernel that throws leaves nothing behind', () => {
  const [x, y] = [floats(1, 2, 3), floats(1, 2)];
  const before = memoryOf(device);
  expect(() => kernelOn(device, 'Sum', { x }, { axis: [5], keepDims: false })).toThrow(
    'kernel: no such axis: axis 5, rank 1. For this rank use an integer from -1 to 0.',
  );
  expect(() => kernelOn(device, 'Add', { a: x, b: y }, {})).toThrow('kernel: cannot broadcast 0 [3] with 1 [2]');
  expect(memoryOf(device)).toEqual(before);
  for (const raw of [x, y]) release(raw);
});

test('a kernel that runs out of memory frees what it made until then', () => {
  const x = retain(device.upload(new Int32Array(4), [1, 2, 2, 1], 'int32'));
  const filter = retain(device.upload(new Float32Array(1), [1, 1, 1, 1], 'float32'));
  const before = memoryOf(device);
  // x was cast to float32 by the time that it is padded.
  const wide = [2 ** 15, 2 ** 15];
  const attrs = { strides: 1, pad: [[0, 0], wide, wide, [0, 0]], dataFormat: 'NHWC', dilations: 1 };
  expect(() => kernelOn(device, 'Conv2D', { x, filter }, attrs)).toThrow('wasm: out of memory: no 17180917776 bytes');
  expect(memoryOf(device)).toEqual(before);
  for (const raw of [x, filter]) release(raw);
});

test.each([2 ** 30 - 100, 2 ** 30, 2 ** 31])('a block of %d floats is refused, not written over others', (length) => {
  const x = floats(7);
  const before = memoryOf(device);
  expect(() => kernelOn(device, 'BroadcastTo', { x }, { shape: [length] })).toThrow(
    new DeviceError(
      `wasm: out of memory: no ${4 * length} bytes in one piece are left of its 4 GiB. Free tensors with scope(), or use smaller batches.`,
      'wasm',
    ),
  );
  expect(memoryOf(device)).toEqual(before);
  expect([...device.readSync(x)]).toEqual([7]);
  release(x);
});
