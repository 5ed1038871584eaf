import { describe, expect, test } from 'vitest';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { filterGradient, inputGradient } from '../../../src/backend/webgpu/conv.ts';
import { Gpu } from '../../../src/backend/webgpu/gpu.ts';
import { backendOf, webgpuHere } from './device.ts';

const device = await webgpuHere();

/** What `compute` returns when the windows' contents may take so many bytes at a time. */
async function withLimit(mostBytes: number, compute: (gpu: Gpu, mostBytes: number) => TensorInfo): Promise<number[]> {
  const gpu = new Gpu(backendOf(device!));
  const values = await gpu.backend.read(compute(gpu, mostBytes).dataId);
  gpu.close();
  return Array.from(values as Float32Array);
}

function ramp(gpu: Gpu, shape: readonly number[]): TensorInfo {
  const size = shape.reduce((product, length) => product * length, 1);
  return gpu.upload(
    Float32Array.from({ length: size }, (_, i) => (i % 7) - 3),
    shape,
    'float32',
  );
}

// 3 images with 3 x 3 windows of 2 x 2 x 2 values: 288 bytes each. Small integers: no order of summation rounds.
describe.runIf(device !== undefined)('gradients of a large batch are computed a few images at a time', () => {
  const attrs = { strides: 2, pad: 'valid' as const };
  const gradients = {
    filter: (gpu: Gpu, mostBytes: number) =>
      filterGradient(gpu, { x: ramp(gpu, [3, 6, 6, 2]), dy: ramp(gpu, [3, 3, 3, 4]) }, { ...attrs, filterShape: [2, 2, 2, 4] }, mostBytes),
    input: (gpu: Gpu, mostBytes: number) =>
      inputGradient(
        gpu,
        { dy: ramp(gpu, [3, 3, 3, 4]), filter: ramp(gpu, [2, 2, 2, 4]) },
        { ...attrs, inputShape: [3, 6, 6, 2] },
        mostBytes,
      ),
  };
  for (const [name, gradient] of Object.entries(gradients)) {
    test(name, async () => {
      const whole = await withLimit(1e6, gradient);
      expect(await withLimit(600, gradient)).toEqual(whole);
      expect(await withLimit(1, gradient)).toEqual(whole);
    });
  }
});
