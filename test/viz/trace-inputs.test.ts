import { expect, test } from 'vitest';
import { tensor, type Tensor } from 'megagrad';
import { Linear, Module } from 'megagrad/nn';
import { draw, trace } from 'megagrad/viz';

test('the inputs of a drawn model are a list', async () => {
  const options: object = { inputs: tensor([[1, 2]]) };
  await expect(draw(new Linear(2, 3), 'out/never.svg', options)).rejects.toThrow(
    "trace: inputs must be a list of what the model's forward takes: inputs a tensor. Write { inputs: [x] }.",
  );
});

test('a model that needs inputs and gets none is told where they go', () => {
  expect(() => trace(new Linear(2, 3))).toThrow(
    'trace: the model was run without inputs, and failed: Linear: x must be a tensor: got nothing. Wrap data with tensor(...). Write draw(model, file, { inputs: [x] }) with what its forward takes.',
  );
});

test('a model that takes nothing is drawn without inputs', () => {
  class Constant extends Module {
    override forward(): Tensor {
      return tensor(1, { requiresGrad: true }).mul(2);
    }
  }
  expect(trace(new Constant()).nodes.map(({ op }) => op)).toContain('mul');
});
