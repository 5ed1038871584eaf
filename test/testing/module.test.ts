import { expect, test } from 'vitest';
import { device } from '../../src/backend/devices.ts';
import { Generator } from '../../src/core/random.ts';
import { Parameter } from '../../src/graph/parameter.ts';
import { crossEntropy, mean, noGrad, rand, randn, tensor, zeros, type Tensor } from '../../src/index.ts';
import { Buffer, Linear, Module, Sequential, Tanh } from '../../src/nn/index.ts';
import { liveTensors } from '../../src/testing/live.ts';
import { gradcheck, gradgradcheck, GradcheckError } from '../../src/testing/index.ts';

const generator = new Generator(3);
const x = randn([4, 3], { generator });

test('a network: every parameter is checked, to second order', () => {
  const model = new Sequential(new Linear(3, 5, { generator }), new Tanh(), new Linear(5, 2, { generator }));
  const report = gradcheck(model, [x]);
  expect(report.worstRelativeError).toBeLessThan(1e-6);
  // 4 x 3 inputs, 15 + 5 + 10 + 2 parameters, 8 outputs each; and 5 directions.
  expect(report.comparisons).toBe((12 + 15 + 5 + 10 + 2) * 8 + 5);
  gradgradcheck(model, [x]);
});

test('a network on another device stays there, with its gradients', async () => {
  await device.start('wasm');
  const model = new Sequential(new Linear(3, 2, { generator }));
  await model.to('wasm');
  const there = await x.to('wasm');
  crossEntropy(model.forward(there), tensor(Int32Array.of(0, 1, 1, 0), { device: 'wasm' })).backward();
  const [weight] = model.parameters() as [Parameter];
  const [values, gradient] = [weight.dataSync(), weight.grad!];
  expect(gradcheck(model, [there]).worstRelativeError).toBeLessThan(1e-6);
  expect(weight.device.name).toBe('wasm');
  expect(weight.dataSync()).toEqual(values);
  expect(weight.grad).toBe(gradient);
  expect(weight.requiresGrad).toBe(true);
});

/** Takes off the mean, and remembers it. */
class Centered extends Module {
  readonly last = new Buffer(zeros([3]));
  override forward(input: Tensor): Tensor {
    const center = mean(input, 0);
    if (this.training) noGrad(() => this.last.assign(center));
    return input.sub(center);
  }
}

test('buffers that forward updates stay as they were, and leave nothing behind', () => {
  const model = new Sequential(new Linear(3, 3, { generator }), new Centered());
  const reference = device.get('reference');
  gradcheck(model, [x]);
  const before = liveTensors(reference);
  gradcheck(model, [x]);
  expect(liveTensors(reference)).toBe(before);
  expect(model.namedBuffers().map(([name, buffer]) => [name, buffer.toArray()])).toEqual([['1.last', [0, 0, 0]]]);
});

test('a module that is random is told to be quiet', () => {
  class Noisy extends Module {
    override forward(input: Tensor): Tensor {
      return this.training ? input.mul(rand(input.shape, { generator })) : input;
    }
  }
  expect(() => gradcheck(new Noisy(), [x])).toThrow(
    /^gradcheck: Noisy gives two answers for the same inputs\. .* switch the module to eval\(\)\.$/,
  );
  gradcheck(new Noisy().eval(), [x]);
});

test('a parameter that forward detaches is named', () => {
  class Detached extends Module {
    readonly scale = new Parameter(tensor([1, 2, 3]));
    override forward(input: Tensor): Tensor {
      return input.mul(this.scale.detach());
    }
  }
  expect(() => gradcheck(new Detached(), [x])).toThrow(GradcheckError);
  expect(() => gradcheck(new Detached(), [x])).toThrow(/with respect to scale is wrong: .*: the rule drops it/);
});
