import { describe, expect, test } from 'vitest';
import { collectGarbage } from '../../../src/backend/collector.node.ts';
import { kernelOn } from '../../../src/backend/kernel.ts';
import { release, retain, type Raw } from '../../../src/backend/raw.ts';
import { DeviceError } from '../../../src/core/errors.ts';
import { deviceOrNone } from './device.ts';

const present = await deviceOrNone();

describe.runIf(present !== undefined)('the tensorflow device', () => {
  const device = present!;

  function total(values: ArrayLike<number>): number {
    return Array.from(values).reduce((sum, value) => sum + value, 0);
  }

  function upload(...values: number[]): Raw {
    return retain(device.upload(Float32Array.from(values), [values.length], 'float32'));
  }

  test('what is uploaded is a copy: the array is the caller’s', () => {
    const values = Float32Array.of(1, 2, 3);
    const raw = retain(device.upload(values, [3], 'float32'));
    values.fill(9);
    expect(device.readSync(raw)).toEqual(Float32Array.of(1, 2, 3));
    release(raw);
  });

  test('so is what is read', () => {
    const raw = upload(1, 2);
    device.readSync(raw).fill(9);
    expect(device.readSync(raw)).toEqual(Float32Array.of(1, 2));
    release(raw);
  });

  test('a part of a longer array is uploaded from where it begins', () => {
    const raw = retain(device.upload(Float32Array.of(1, 2, 3, 4, 5).subarray(1, 4), [3], 'float32'));
    expect(device.readSync(raw)).toEqual(Float32Array.of(2, 3, 4));
    release(raw);
  });

  test('values of another array type are converted', () => {
    const raw = retain(device.upload(Float64Array.of(1, 0.5), [2], 'float64'));
    expect(raw.dtype).toBe('float32');
    expect(device.readSync(raw)).toEqual(Float32Array.of(1, 0.5));
    release(raw);
  });

  test('a reshape shares its bytes and outlives what it reshaped', () => {
    const before = device.memory();
    const x = upload(1, 2, 3, 4);
    const y = retain(kernelOn(device, 'Reshape', { x }, { shape: [2, 2] }) as Raw);
    expect(device.memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 16 });
    release(x);
    expect(device.memory()).toEqual({ tensors: before.tensors + 1, bytes: before.bytes + 16 });
    expect(y.shape).toEqual([2, 2]);
    expect(device.readSync(y)).toEqual(Float32Array.of(1, 2, 3, 4));
    release(y);
    expect(device.memory()).toEqual(before);
  });

  test('a kernel that throws leaves nothing behind and names itself', () => {
    const before = device.memory();
    const [x, indices] = [upload(1, 2, 3), retain(device.upload(Int32Array.of(5), [1], 'int32'))];
    let error: unknown;
    try {
      kernelOn(device, 'GatherV2', { x, indices }, { axis: 0, batchDims: 0 });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(DeviceError);
    expect((error as DeviceError).message).toBe('tensorflow: GatherV2: indices[0] = 5 is not in [0, 3)');
    release(x);
    release(indices);
    expect(device.memory()).toEqual(before);
  });

  test('constants that kernels need are not counted, and stay right when their cache starts anew', () => {
    const before = device.memory();
    const x = upload(1, 2, 3);
    for (let i = 0; i < 5000; i++) {
      const y = retain(kernelOn(device, 'ClipByValue', { x }, { clipValueMin: i, clipValueMax: i + 0.5 }) as Raw);
      if (i % 1000 === 2) expect(device.readSync(y)).toEqual(Float32Array.of(i, Math.max(i, 2), Math.max(i, Math.min(3, i + 0.5))));
      release(y);
    }
    release(x);
    expect(device.memory()).toEqual(before);
  });

  test('max pooling sends gradients where the maxima stood, with and without padding of its own', () => {
    const x = retain(
      device.upload(
        Float32Array.from({ length: 5000 }, (_, i) => (i * 7919) % 5000),
        [2, 25, 25, 4],
        'float32',
      ),
    );
    for (const pad of ['valid', 'same', 1] as const) {
      const [y, argmax] = (kernelOn(device, 'MaxPoolWithIndices', { x }, { filterSize: 3, strides: 2, pad }) as readonly [Raw, Raw]).map(
        retain,
      ) as [Raw, Raw];
      const grad = retain(kernelOn(device, 'MaxPoolIndicesGrad', { dy: y, argmax }, { shape: x.shape }) as Raw);
      const [values, maxima, sums] = [device.readSync(x), device.readSync(y), device.readSync(grad)];
      device.readSync(argmax).forEach((place, i) => expect(values[place]).toBe(maxima[i]));
      expect(total(sums)).toBe(total(maxima));
      for (const raw of [y, argmax, grad]) release(raw);
    }
    release(x);
  });

  test('NaN in large tensors, where a cheaper op looks first whether there is one', () => {
    const values = new Float32Array(8192).fill(-1).with(5000, NaN).with(8000, 3);
    const x = retain(device.upload(values, [8192], 'float32'));
    const best = retain(kernelOn(device, 'ArgMax', { x }, { axis: 0 }) as Raw);
    expect(device.readSync(best)).toEqual(Int32Array.of(5000));
    const grad = retain(kernelOn(device, 'ReluGrad', { dy: x, y: x }, {}) as Raw);
    const found = device.readSync(grad);
    expect([found[0], found[5000], found[8000]]).toEqual([0, NaN, 3]);
    for (const raw of [x, best, grad]) release(raw);
  });

  test('blocks that are dropped without release are given back by the collector', async () => {
    const before = device.memory();
    (() => {
      for (let i = 0; i < 100; i++) upload(i);
    })();
    expect(device.memory()).toEqual({ tensors: before.tensors + 100, bytes: before.bytes + 400 });
    // What was made in this turn is asked for when it is over; the collector's callbacks run in a later one.
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      collectGarbage();
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(device.memory()).toEqual(before);
  });

  test('hardware tells what it runs on', () => {
    expect(device.hardware!.library).toMatch(/^TensorFlow 2\.\d+\.\d+ \(@tensorflow\/tfjs-node/);
    expect(device.hardware!.name).not.toBe('');
  });
});
