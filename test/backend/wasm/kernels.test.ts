import { describe, expect, test } from 'vitest';
import { TfjsDevice } from '../../../src/backend/tfjs-device.ts';
import { wasmKernels } from '../../../src/backend/wasm/kernels.ts';
import { startWasm } from '../../../src/backend/wasm/start.ts';
import { checkKernel } from '../check-kernel.ts';
import { kernelCases } from '../kernel-cases.ts';

const device = await startWasm();

/** Blocks that the backend keeps, also those that a kernel made inside and forgot. */
function live(): number {
  return device instanceof TfjsDevice ? device.backend.numDataIds() : NaN;
}

describe('wasm kernels agree with reference', () => {
  for (const one of kernelCases.filter(({ kernel }) => kernel in wasmKernels)) {
    test(`${one.kernel}: ${one.title}`, async () => {
      const before = { ...device.memory(), live: live() };
      await checkKernel(one, device, 1e-5);
      expect({ ...device.memory(), live: live() }).toEqual(before);
    });
  }
});
