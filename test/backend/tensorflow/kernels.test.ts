import { describe, expect, test } from 'vitest';
import { linalgKernels } from '../../../src/backend/reference/linalg.ts';
import { checkKernel } from '../check-kernel.ts';
import { kernelCases } from '../kernel-cases.ts';
import { deviceOrNone } from './device.ts';

const device = await deviceOrNone();

describe.runIf(device !== undefined)('tensorflow kernels agree with reference', () => {
  // Kernels over square matrices run on the host: see test/ops/linalg.
  for (const one of kernelCases.filter(({ kernel }) => !Object.hasOwn(linalgKernels, kernel))) {
    test(`${one.kernel}: ${one.title}`, async () => {
      const before = device!.memory();
      await checkKernel(one, device!, 2e-6);
      expect(device!.memory()).toEqual(before);
    });
  }
});
