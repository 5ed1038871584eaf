import { describe, expect, test } from 'vitest';
import { device, memory, Parameter, tensor, type DeviceName, type Tensor } from 'megagrad';
import { init, Linear } from 'megagrad/nn';
import * as optim from 'megagrad/optim';
import { followed } from '../../src/optim/follow.ts';

const all: Readonly<Record<string, (p: readonly Parameter[]) => optim.Optimizer>> = {
  AdaDelta: (p) => new optim.AdaDelta(p),
  AdaGrad: (p) => new optim.AdaGrad(p),
  'Adam, amsgrad': (p) => new optim.Adam(p, { amsgrad: true }),
  AdamW: (p) => new optim.AdamW(p),
  LBFGS: (p) => new optim.LBFGS(p, { iterations: 2 }),
  Lion: (p) => new optim.Lion(p, { learningRate: 0.01 }),
  NAdam: (p) => new optim.NAdam(p),
  RAdam: (p) => new optim.RAdam(p),
  RMSProp: (p) => new optim.RMSProp(p, { centered: true, momentum: 0.9 }),
  SGD: (p) => new optim.SGD(p, { momentum: 0.9, nesterov: true }),
};

const values = (tensors: readonly Tensor[]): number[] => tensors.flatMap((each) => Array.from(each.dataSync()));

/** Two steps on the reference device, then two more there or, after a move, on wasm. */
async function fourSteps(
  make: (p: readonly Parameter[]) => optim.Optimizer,
  moves: boolean,
): Promise<{ parameters: number[]; state: readonly Tensor[] }> {
  const layer = new Linear(2, 1, { weight: init.constant(0.5) });
  const optimizer = make(layer.parameters());
  const step = (on: DeviceName): void => {
    const x = tensor([[1, 2]], { device: on });
    optimizer.step(() => {
      optimizer.zeroGrad();
      const loss = layer.forward(x).square().sum();
      loss.backward();
      return loss;
    });
  };
  for (let i = 0; i < 2; i++) step('reference');
  if (moves) await layer.to('wasm');
  for (let i = 0; i < 2; i++) step(moves ? 'wasm' : 'reference');
  return { parameters: values(layer.parameters()), state: Object.values(optimizer.getState().tensors) };
}

describe('after the model moved to another device', () => {
  for (const [name, make] of Object.entries(all)) {
    test(`${name} goes on as if the model had stayed`, async () => {
      await device.start('wasm');
      const [stayed, moved] = [await fourSteps(make, false), await fourSteps(make, true)];
      expect(moved.state.length).toBeGreaterThan(0);
      expect(moved.state.map((each) => each.device.name)).toEqual(moved.state.map(() => 'wasm'));
      // wasm computes in float32: 1e-5 is a hundred times its precision.
      moved.parameters.forEach((value, i) => expect(Math.abs(value - stayed.parameters[i]!)).toBeLessThan(1e-5));
    });
  }

  test('a gradient of before is refused', async () => {
    await device.start('wasm');
    const w = new Parameter(tensor([1]), { label: 'w' });
    const optimizer = new optim.SGD([w]);
    w.grad = tensor([1], { device: 'wasm' });
    expect(() => optimizer.step()).toThrow(
      'SGD.step: parameter 0 (w) is on reference and its gradient on wasm. Call zeroGrad() and backward() after model.to(device).',
    );
  });

  test('averages follow, and leave nothing behind', async () => {
    await device.start('wasm');
    const layer = new Linear(1, 1, { weight: init.constant(2), bias: false });
    const ema = new optim.EMA(layer.parameters(), { decay: 0.5 });
    await layer.to('wasm');
    const next = tensor([[4]], { device: 'wasm' });
    layer.weight.assign(next);
    next.dispose();
    const before = memory().wasm?.tensors;
    ema.update();
    ema.swap();
    expect([layer.weight.item(), layer.weight.device.name]).toEqual([3, 'wasm']);
    ema.swap();
    ema.dispose();
    expect(memory().wasm?.tensors).toBe(before);
  });

  test('what webgpu keeps is only read asynchronously: the error says what to do', () => {
    const here = tensor([1]).device;
    const kept = { device: { ...here, name: 'webgpu', readsSync: false } } as Tensor;
    expect(() => followed(() => 'SGD.step: parameter 0', 'velocity', kept, here)).toThrow(
      "SGD.step: parameter 0 is on reference and its velocity on webgpu, which is only read asynchronously. Make a new one after await model.to('reference').",
    );
  });
});
