import { crossEntropy, device, memory, random, scope, tensor, type Tensor } from 'megagrad';
import { Linear, ReLU, Sequential } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { beforeAll, describe, expect, it } from 'vitest';

const mebibyte = 2 ** 20;

describe('memory of 2,000 training steps on wasm', () => {
  let model: Sequential;
  let optimizer: SGD;
  let y: Tensor;

  beforeAll(async () => {
    await device.use('wasm');
    model = new Sequential(new Linear(784, 50), new ReLU(), new Linear(50, 10));
    optimizer = new SGD(model.parameters(), { learningRate: 0.1 });
    y = tensor(random.fillIntegers(new Int32Array(100), 0, 10));
    return async () => void (await device.use('reference'));
  });

  function step(x: Tensor): Tensor {
    const loss = crossEntropy(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    return loss;
  }

  const bytes = (): number => memory().wasm!.bytes;
  const images = (): Tensor => tensor(new Float32Array(78_400).fill(0.5), { shape: [100, 784] });

  it('is constant to the byte with a scope around each step', () => {
    scope(() => step(images()).item());
    const before = memory().wasm;
    for (let i = 0; i < 2000; i++) scope(() => step(images()).item());
    expect(memory().wasm).toEqual(before);
  });

  it('stays below 400 MiB in a plain async loop that frees nothing itself', async () => {
    let most = 0;
    for (let i = 0; i < 2000; i++) {
      const loss = step(images());
      await loss.data();
      most = Math.max(most, bytes());
    }
    // The collector is called at 256 MiB; a step holds less than 1 MiB.
    expect(most).toBeGreaterThan(200 * mebibyte);
    expect(most).toBeLessThan(400 * mebibyte);
  });
});
