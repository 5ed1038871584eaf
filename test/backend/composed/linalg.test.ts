import { describe, expect, test } from 'vitest';
import { DeviceError, inverse, memory, tensor } from 'megagrad';
import { linalgKernel } from '../../../src/backend/composed/linalg.ts';
import type { Device } from '../../../src/backend/device.ts';
import { device } from '../../../src/backend/devices.ts';
import { Raw } from '../../../src/backend/raw.ts';

/** A device with nothing but its name and what it says of itself. */
function pretended(has: boolean, readsSync: boolean): Device {
  const refuse = (): never => {
    throw new Error('not to be called');
  };
  return {
    name: 'webgpu',
    float: 'float32',
    managed: false,
    readsSync,
    has: () => has,
    run: (kernel) => new Raw({ kernel }, [], 'float32', pretended(has, readsSync)),
    upload: refuse,
    read: refuse,
    readSync: refuse,
    hold: refuse,
    free: refuse,
    memory: () => ({ tensors: 0, bytes: 0 }),
  };
}

describe('linalgKernel', () => {
  test('runs the kernel of the device where it has one', () => {
    const x = new Raw({}, [1, 1], 'float32', pretended(true, false));
    expect(linalgKernel('inverse', 'MatrixInverse', { x }, {}).dataId).toEqual({ kernel: 'MatrixInverse' });
  });

  test('names the way out where it neither has one nor can read', () => {
    const x = new Raw({}, [1, 1], 'float32', pretended(false, false));
    expect(() => linalgKernel('inverse', 'MatrixInverse', { x }, {})).toThrow(
      new DeviceError(
        "inverse: webgpu has no kernel for it and reads only asynchronously. Compute it on another device: await x.to('reference').",
        'webgpu',
      ),
    );
  });
});

test('on the host the result lies on the device of the inputs, in its float, and nothing else stays', async () => {
  const wasm = await device.start('wasm');
  // Once wasm has a kernel of its own, this needs another device.
  expect(wasm.has('MatrixInverse')).toBe(false);
  const x = tensor(
    [
      [2, 0],
      [0, 4],
    ],
    { device: wasm },
  );
  const before = memory().wasm!.tensors;
  const result = inverse(x);
  expect(result.device).toBe(wasm);
  expect(result.dtype).toBe('float32');
  expect(result.toArray()).toEqual([
    [0.5, 0],
    [0, 0.25],
  ]);
  expect(memory().wasm!.tensors).toBe(before + 1);
  result.dispose();
  x.dispose();
});
