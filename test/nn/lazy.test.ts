import { describe, expect, test } from 'vitest';
import { device, Generator, ones, random, tensor } from 'megagrad';
import { Conv2d, DepthwiseConv2d, Flatten, GRU, init, Linear, SeparableConv2d, Sequential } from 'megagrad/nn';
import { Adam } from 'megagrad/optim';

describe('lazy sizes', () => {
  const make = (): Sequential => new Sequential(new Conv2d(null, 4, 3), new Flatten(), new Linear(null, 2));

  test('are found in the first forward, and stay', () => {
    const net = make();
    expect(net.parameters().map(({ isDisposed }) => isDisposed)).toEqual([true, false, true, false]);
    expect(net.forward(ones([2, 5, 5, 3])).shape).toEqual([2, 2]);
    expect(net.namedParameters().map(([name, { shape }]) => [name, shape])).toEqual([
      ['0.weight', [3, 3, 3, 4]],
      ['0.bias', [4]],
      ['2.weight', [36, 2]],
      ['2.bias', [2]],
    ]);
    expect(() => net.forward(ones([2, 5, 5, 1]))).toThrow(
      'Conv2d: x must have 3 channels in its last axis: x [2,5,5,1]. Transpose images that have their channels first.',
    );
  });

  test('give the values that known sizes give', () => {
    const lazy = new Linear(null, 3, { generator: new Generator(3) });
    const eager = new Linear(4, 3, { generator: new Generator(3) });
    lazy.forward(ones([1, 4]));
    expect(lazy.weight.toArray()).toEqual(eager.weight.toArray());
  });

  test('every layer that takes null finds its size', () => {
    const depthwise = new DepthwiseConv2d(null, 3, { multiplier: 2 });
    expect(depthwise.forward(ones([1, 4, 4, 3])).shape).toEqual([1, 2, 2, 6]);
    expect(depthwise.bias!.shape).toEqual([6]);
    const separable = new SeparableConv2d(null, 5, 3, { multiplier: 2 });
    expect(separable.forward(ones([1, 4, 4, 3])).shape).toEqual([1, 2, 2, 5]);
    const gru = new GRU(null, 4, { layers: 2, bidirectional: true });
    expect(gru.forward(ones([2, 3, 5])).shape).toEqual([2, 3, 8]);
    expect(gru.layers[0]!.weightInput.shape).toEqual([5, 12]);
  });

  test('an optimizer over parameters without values is refused by name', () => {
    expect(() => new Adam(make().parameters())).toThrow(
      'Adam: parameter 0 (weight) has no values yet: its module finds the sizes in its first forward. Run the module on a batch first, or give it the sizes.',
    );
  });

  test('reading one without values says so', () => {
    const layer = new Linear(null, 2);
    expect(() => layer.weight.shape).toThrow(
      "tensor: 'weight' has no values yet: its module finds the sizes in its first forward. Run the module on a batch first, or give it the sizes.",
    );
    expect(() => layer.stateDict()).toThrow("'weight' has no values yet");
    layer.forward(ones([1, 3]));
    layer.dispose();
    expect(() => layer.weight.shape).toThrow("tensor: 'weight' was disposed.");
  });

  test('take sizes and values from a state dict', () => {
    const trained = make();
    trained.forward(ones([1, 5, 5, 3]));
    const fresh = make();
    fresh.loadStateDict(trained.stateDict());
    expect(fresh.forward(ones([1, 5, 5, 3])).toArray()).toEqual(trained.forward(ones([1, 5, 5, 3])).toArray());
    const misfit = { ...trained.stateDict(), '2.weight': ones([36, 7]) };
    expect(() => make().loadStateDict(misfit)).toThrow('misshaped: 2.weight: module [?,2], state [36,7]');
  });

  test('frozen before they have values, they are frozen after', () => {
    const layer = new Linear(null, 2).requireGrad(false);
    expect(layer.weight.requiresGrad).toBe(false);
    expect(layer.forward(ones([1, 3])).requiresGrad).toBe(false);
    layer.requireGrad();
    expect(layer.forward(ones([1, 3])).requiresGrad).toBe(true);
  });

  test('appear on the device of their first input', async () => {
    await device.start('wasm');
    const layer = new Linear(null, 2, { bias: false, weight: init.ones() });
    expect(layer.forward(ones([1, 3], { device: 'wasm' })).toArray()).toEqual([[3, 3]]);
    expect(layer.weight.device.name).toBe('wasm');
  });

  test('learn once they are there', () => {
    random.seed(0);
    const layer = new Linear(null, 1);
    layer.forward(ones([1, 2]));
    const optimizer = new Adam(layer.parameters(), { learningRate: 0.1 });
    const before = layer.weight.toArray();
    layer
      .forward(tensor([[1, 2]]))
      .sum()
      .backward();
    optimizer.step();
    expect(layer.weight.toArray()).not.toEqual(before);
  });
});
