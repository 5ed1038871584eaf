import { describe, expect, test } from 'vitest';
import { kernel } from '../../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../../src/backend/raw.ts';
import { DeviceError } from '../../../src/core/errors.ts';
import { referenceDevice as device } from '../../../src/backend/reference/device.ts';
import { bools, counting, download, expectBlock, floats, ints, upload } from './check-values.ts';

describe('upload and read', () => {
  test('copy, both ways', async () => {
    const values = Float64Array.of(1, 2);
    const raw = device.upload(values, [2], 'float64');
    values[0] = 9;
    const read = device.readSync(raw);
    read[1] = 9;
    expect(await device.read(raw)).toEqual(Float64Array.of(1, 2));
  });

  test('a float of one element is stored as a plain array', () => {
    const raw = device.upload(Float64Array.of(0.5), [], 'float64');
    expect(raw.dataId).toEqual([0.5]);
    expect(device.readSync(raw)).toEqual(Float64Array.of(0.5));
  });

  test('each dtype has its array', () => {
    expect(device.readSync(upload(ints([1, -2])))).toEqual(Int32Array.of(1, -2));
    expect(device.readSync(upload(ints(1)))).toEqual(Int32Array.of(1));
    expect(device.readSync(upload(bools([1, 0])))).toEqual(Uint8Array.of(1, 0));
    expect(device.readSync(upload(floats([], [0])))).toEqual(new Float64Array(0));
  });

  test('float32 becomes the float of the device', () => {
    const raw = device.upload(Float32Array.of(0.5, 0.25), [2], 'float32');
    expect(raw.dtype).toBe('float64');
    expect(device.readSync(raw)).toEqual(Float64Array.of(0.5, 0.25));
  });

  test('bool is 0 or 1, int32 truncates', () => {
    expect(device.readSync(device.upload(Float64Array.of(2, 0), [2], 'bool'))).toEqual(Uint8Array.of(1, 0));
    expect(device.readSync(device.upload(Float64Array.of(-1.9, 1.9), [2], 'int32'))).toEqual(Int32Array.of(-1, 1));
  });
});

describe('memory', () => {
  test('counts what is held, in tensors and bytes, and goes back', () => {
    const before = device.memory();
    const held: Raw[] = [floats(1), counting([2, 3]), ints([1, 2]), bools([1, 0, 1]), floats([], [0])].map((block) =>
      retain(upload(block)),
    );
    expect(device.memory()).toEqual({ tensors: before.tensors + 5, bytes: before.bytes + 8 + 48 + 8 + 3 });
    retain(held[0]!);
    release(held[0]!);
    expect(device.memory().tensors).toBe(before.tensors + 5);
    held.forEach(release);
    expect(device.memory()).toEqual(before);
  });
});

describe('addInto', () => {
  test.each([[[]], [[1]], [[2, 3]], [[0]]])('adds floats of shape %j in place', (shape) => {
    const target = upload(counting(shape));
    const addend = upload(counting(shape));
    expect(device.addInto!(target, addend)).toBe(true);
    expectBlock(
      download(target),
      floats(
        counting(shape).values.map((v) => 2 * v),
        shape,
      ),
    );
    expectBlock(download(addend), counting(shape));
  });

  test('leaves other dtypes and shapes to the caller', () => {
    const target = upload(ints([1]));
    expect(device.addInto!(target, upload(ints([1])))).toBe(false);
    expect(device.addInto!(upload(counting([2, 1])), upload(counting([2])))).toBe(false);
    expectBlock(download(target), ints([1]));
  });
});

describe('dispatch', () => {
  test('has its kernels and no others', () => {
    expect(device.has('BatchMatMul')).toBe(true);
    expect(device.has('toString')).toBe(false);
  });

  test('an unknown kernel is a DeviceError that names it', () => {
    const act = (): unknown => device.run('Nope', {}, {});
    expect(act).toThrow(DeviceError);
    expect(act).toThrow(
      "reference: no kernel 'Nope' is registered for this device. Check its name; if an op of megagrad asked for it, please report it.",
    );
  });

  test('what a kernel makes lies on this device', () => {
    expect(kernel('Add', { a: upload(floats(1)), b: upload(floats(2)) }).device).toBe(device);
    expect(kernel('Add', { a: upload(floats([1])), b: upload(floats(2)) }).device).toBe(device);
  });
});
