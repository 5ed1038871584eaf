import { describe, expect, test } from 'vitest';
import { crossEntropy, device as devices, scope, tensor, type Tensor } from 'megagrad';
import { Linear, Module } from 'megagrad/nn';
import { SGD } from 'megagrad/optim';
import { liveBlocks, webgpuHere } from './device.ts';

const device = await webgpuHere();

class Net extends Module {
  readonly hidden = new Linear(8, 6);
  readonly output = new Linear(6, 3);
  override forward(x: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(x).tanh());
  }
}

describe.runIf(device !== undefined)('training on webgpu', () => {
  test('steps in a scope take no more memory than the first', async () => {
    await devices.use('webgpu');
    const model = new Net();
    const optimizer = new SGD(model.parameters(), { learningRate: 0.1, momentum: 0.9 });
    const step = (): void => {
      scope(() => {
        const x = tensor(
          Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)),
          { shape: [4, 8] },
        );
        const loss = crossEntropy(model.forward(x), tensor([0, 1, 2, 1], { dtype: 'int32' }));
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
      });
    };
    const blocks = async (): Promise<{ tensors: number; bytes: number; live: number }> => {
      await model.output.bias!.data();
      return { ...device!.memory(), live: liveBlocks(device!) };
    };
    step();
    step();
    const early = await blocks();
    for (let n = 0; n < 10; n++) step();
    const late = await blocks();
    // The collector may have taken what the parameters were made from: four blocks. A leak would be one or more per step.
    for (const what of ['tensors', 'bytes', 'live'] as const) expect(late[what]).toBeLessThanOrEqual(early[what]);
    await devices.use('reference');
  });
});
