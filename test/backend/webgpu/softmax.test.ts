import { describe, expect, test } from 'vitest';
import { crossEntropy, grad, tensor } from 'megagrad';
import { webgpuHere } from './device.ts';

const device = await webgpuHere();

describe.runIf(device !== undefined)('cross-entropy on webgpu', () => {
  test.each([-1, 2])('with class %i of two is NaN, and so is that row of the gradient; the other rows are as always', async (stray) => {
    const logits = tensor(
      [
        [0, 0],
        [1, 1],
      ],
      { device: device!, requiresGrad: true },
    );
    const target = tensor([0, stray], { dtype: 'int32', device: device! });
    const losses = crossEntropy(logits, target, { reduction: 'none' });
    const gradient = grad(losses, logits, { gradient: tensor([1, 1], { device: device! }) });
    const [first, second] = await losses.data();
    expect(first).toBeCloseTo(Math.LN2, 6);
    expect(second).toBeNaN();
    expect(Array.from(await gradient.data())).toEqual([expect.closeTo(-0.5, 6), expect.closeTo(0.5, 6), NaN, NaN]);
  });
});
