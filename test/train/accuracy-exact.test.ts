import { device, oneHot, tensor } from 'megagrad';
import { ArrayDataset } from 'megagrad/data';
import { Module } from 'megagrad/nn';
import { accuracy, evaluate } from 'megagrad/train';
import { afterAll, expect, test } from 'vitest';
import type { Tensor } from 'megagrad';

afterAll(async () => void (await device.use('reference')));

/** Takes the class that is its input. */
class Echo extends Module {
  override forward(x: Tensor): Tensor {
    return oneHot(x.reshape([-1]).cast('int32'), 2);
  }
}

test('accuracy is the count of right answers over that of all, without the noise of float32', async () => {
  await device.use('wasm');
  expect(tensor(0.58).item()).not.toBe(0.58);
  const inputs = Array.from({ length: 100 }, (_, i) => [i < 58 ? 1 : 0]);
  const data = new ArrayDataset(
    inputs,
    Int32Array.from(inputs, () => 1),
  );
  expect(await evaluate(new Echo(), { data, metrics: [accuracy] })).toEqual({ accuracy: 0.58 });
});
