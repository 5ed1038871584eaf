import { describe, expect, test } from 'vitest';
import { conv2d, crossEntropy, Generator, maxPool, Parameter, scope, tensor, type Device, type Tensor } from 'megagrad';
import { Adam } from 'megagrad/optim';
import { referenceDevice } from '../../../src/backend/reference/device.ts';
import { deviceOrNone } from './device.ts';

const device = await deviceOrNone();

const [rows, side, channels, classes] = [12, 10, 4, 3];

/** Losses of a small convolutional network, 3x3 filters with padding, pooling, one Affine layer, with Adam. */
function train(on: Device, steps: number, afterStep: () => void = () => undefined): number[] {
  const generator = new Generator(0);
  const random = (shape: number[], scale: number): Tensor => {
    const values = generator.randn(shape.reduce((size, length) => size * length, 1));
    return tensor(
      Float32Array.from(values, (v) => v * scale),
      { shape, device: on },
    );
  };
  const x = random([rows, side, side, 1], 1);
  const labels = tensor(
    Int32Array.from({ length: rows }, (_, i) => i % classes),
    { device: on },
  );
  const parameters = [[3, 3, 1, channels], [channels], [(side / 2) ** 2 * channels, classes], [classes]].map((shape) => {
    using initial = random(shape, 0.1);
    return new Parameter(initial);
  });
  const [filter, filterBias, weight, bias] = parameters as [Parameter, Parameter, Parameter, Parameter];
  const optimizer = new Adam(parameters, { learningRate: 0.01 });
  const losses = Array.from({ length: steps }, () => {
    const loss = scope(() => {
      const h = maxPool(conv2d(x, filter, { padding: 1 }).add(filterBias).relu(), { size: 2, stride: 2 });
      const cost = crossEntropy(h.reshape([rows, weight.shape[0]!]).matMul(weight).add(bias), labels);
      optimizer.zeroGrad();
      cost.backward();
      optimizer.step();
      return cost.item();
    });
    afterStep();
    return loss;
  });
  for (const one of [x, labels, ...parameters]) one.dispose();
  return losses;
}

describe.runIf(device !== undefined)('training on tensorflow', () => {
  test('50 steps of a convolutional network follow those on reference', () => {
    const [found, expected] = [train(device!, 50), train(referenceDevice, 50)];
    expect(expected.at(-1)).toBeLessThan(0.5 * expected[0]!);
    // float32 against float64: 1.3e-7 at most was measured.
    found.forEach((loss, step) => expect(Math.abs(loss - expected[step]!)).toBeLessThan(2e-6));
  });

  test('a step takes no memory that the one before did not', () => {
    const use: number[] = [];
    train(device!, 20, () => use.push(device!.memory().bytes));
    // The first makes the optimizer's state, and constants.
    expect(new Set(use.slice(2)).size).toBe(1);
  });
});
