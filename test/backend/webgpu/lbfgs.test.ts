import { describe, expect, test } from 'vitest';
import { device as devices, Generator, mse } from 'megagrad';
import { ArrayDataset } from 'megagrad/data';
import { Linear } from 'megagrad/nn';
import { LBFGS } from 'megagrad/optim';
import { fit } from 'megagrad/train';
import { webgpuHere } from './device.ts';

const device = await webgpuHere();

describe.runIf(device !== undefined)('L-BFGS on webgpu, which cannot be read at once', () => {
  test('fit drives it to the losses of the reference device', { timeout: 120_000 }, async () => {
    const data = new ArrayDataset(
      Array.from({ length: 8 }, (_, i) => [Math.sin(i), Math.cos(2 * i)]),
      Array.from({ length: 8 }, (_, i) => [2 * Math.sin(i) - Math.cos(2 * i) + 0.5]),
    );
    const losses = async (name: 'webgpu' | 'reference'): Promise<readonly number[]> => {
      await devices.use(name);
      const model = new Linear(2, 1, { generator: new Generator(0) });
      const optimizer = new LBFGS(model.parameters(), { lineSearch: 'strongWolfe', iterations: 3 });
      return (await fit(model, { data, loss: mse, optimizer, batchSize: 8, shuffle: false, epochs: 2 })).losses;
    };
    const [expected, found] = [await losses('reference'), await losses('webgpu')];
    expect(found[1]).toBeLessThan(0.1 * found[0]!);
    found.forEach((loss, i) => expect(Math.abs(loss - expected[i]!)).toBeLessThan(1e-5 * expected[0]!));
  });
});
