import { describe, expect, test } from 'vitest';
import { linalgKernels } from '../../../src/backend/reference/linalg.ts';
import { checkKernel } from '../check-kernel.ts';
import { kernelCases, type KernelCase } from '../kernel-cases.ts';
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

  // The process ends where a kernel damages the heap; once is not enough to see it.
  test('the gradient of a filter of one pixel writes within its buffers where a stride leaves out a border', async () => {
    const floats = (shape: number[]): KernelCase['inputs'][string] => ({
      shape,
      dtype: 'float',
      values: Array.from({ length: shape.reduce((product, length) => product * length) }, () => 0.5),
    });
    const one: KernelCase = {
      kernel: 'Conv2DBackpropFilter',
      title: '28 x 28, stride 2',
      inputs: { x: floats([50, 28, 28, 8]), dy: floats([50, 14, 14, 16]) },
      attrs: { strides: 2, pad: 'valid', dataFormat: 'NHWC', filterShape: [1, 1, 8, 16] },
    };
    for (let i = 0; i < 20; i++) await checkKernel(one, device!, 2e-6);
  });
});
