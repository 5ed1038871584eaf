import { describe, expect, test } from 'vitest';
import { kernels } from '../../../src/backend/reference/kernels.ts';
import { checkKernel } from '../check-kernel.ts';
import { kernelCases } from '../kernel-cases.ts';
import { liveBlocks, webgpuHere } from './device.ts';

const device = await webgpuHere();

describe.runIf(device !== undefined)('webgpu kernels agree with reference', () => {
  test('every kernel is registered', () => {
    expect(Object.keys(kernels).filter((name) => !device!.has(name))).toEqual([]);
  });

  for (const one of kernelCases) {
    test(`${one.kernel}: ${one.title}`, async () => {
      const before = { ...device!.memory(), live: liveBlocks(device!) };
      await checkKernel(one, device!, 1e-5);
      expect({ ...device!.memory(), live: liveBlocks(device!) }).toEqual(before);
    });
  }
});
