import { beforeAll, describe, test } from 'vitest';
import type { Device } from '../../src/backend/device.ts';
import { device } from '../../src/backend/devices.ts';
import { grad } from '../../src/graph/backward.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { tensor, type TensorData } from '../../src/ops/creation/tensor.ts';
import { ones } from '../../src/ops/creation/fill.ts';
import { testedDevices } from './contract.ts';

/** Ops on one device, as the examples of conventions want them. */
export interface Bench {
  readonly device: Device;
  /** True where floats are float64. */
  readonly double: boolean;
  readonly tensor: (data: TensorData) => Tensor;
  readonly values: (x: Tensor) => Promise<number[]>;
  /** The gradient of the sum of f's output at each operand. */
  readonly gradients: (f: (...x: Tensor[]) => Tensor, ...operands: TensorData[]) => Promise<number[][]>;
}

/** Registers tests once for `reference` and once for each tested device. */
export function describeOnDevices(
  title: string,
  register: (at: (name: string, body: (bench: Bench) => Promise<void>) => void) => void,
): void {
  describe.each(['reference' as const, ...testedDevices])(`${title} on %s`, (name) => {
    let bench: Bench | undefined;
    beforeAll(async () => {
      bench = benchOn(await device.start(name));
    });
    register((title_, body) => {
      test(title_, () => body(bench!));
    });
  });
}

function benchOn(on: Device): Bench {
  const make = (data: TensorData, requiresGrad = false): Tensor => tensor(data, { device: on, requiresGrad });
  const values = async (x: Tensor): Promise<number[]> => Array.from(await x.data());
  return {
    device: on,
    double: on.float === 'float64',
    tensor: (data) => make(data),
    values,
    gradients: async (f, ...operands) => {
      const inputs = operands.map((data) => make(data, true));
      const output = f(...inputs);
      const found = grad(output, inputs, { gradient: ones(output.shape, { device: on }), allowUnused: true });
      return Promise.all(found.map(values));
    },
  };
}
