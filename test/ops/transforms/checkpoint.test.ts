import { describe, expect, test, vi } from 'vitest';
import {
  add,
  checkpoint,
  dropout,
  exp,
  grad,
  matMul,
  memory,
  mul,
  noGrad,
  Parameter,
  rand,
  scope,
  sin,
  sum,
  tanh,
  tensor,
  type Tensor,
} from 'megagrad';
import { Generator, random } from '../../../src/core/random.ts';
import { gradcheck, gradgradcheck } from '../../../src/testing/index.ts';

const w = new Parameter(
  tensor([
    [0.5, -1],
    [2, 0.3],
  ]),
);
const bias = new Parameter(tensor([0.1, 0.2]));
const block = (x: Tensor): Tensor => tanh(add(matMul(x, w), bias));
const x = tensor([[1, -2]], { requiresGrad: true });

describe('gradients are those of the function itself', () => {
  test('for inputs and for what it closes over', () => {
    const plain = grad(sum(sin(block(x))), [x, w, bias]).map((one) => one.toArray());
    const saved = grad(sum(sin(checkpoint(block, x))), [x, w, bias]).map((one) => one.toArray());
    expect(saved).toEqual(plain);
  });

  test('under backward', () => {
    sum(checkpoint(block, x)).backward();
    const grads = [x, w, bias].map((one) => one.grad!.toArray());
    expect(grads).toEqual(grad(sum(block(x)), [x, w, bias]).map((one) => one.toArray()));
  });

  test('for interior tensors that it closes over, their hooks called once', () => {
    const hook = vi.fn((g: Tensor) => mul(g, 10));
    const run = (wrap: (f: (a: Tensor) => Tensor, a: Tensor) => Tensor): unknown => {
      const interior = exp(w);
      interior.registerHook(hook);
      return grad(sum(wrap((a) => matMul(a, interior), x)), w).toArray();
    };
    const plain = run((f, a) => f(a));
    expect(run(checkpoint)).toEqual(plain);
    expect(hook).toHaveBeenCalledTimes(2);
  });

  test('to second order', () => {
    gradcheck((a: Tensor, b: Tensor) => checkpoint((c, d) => sin(mul(exp(c), d)), [a, b]), [tensor([0.3, 1]), tensor([2, -1])], {
      name: 'checkpoint',
    });
    gradgradcheck((a: Tensor, b: Tensor) => checkpoint((c, d) => sin(mul(exp(c), d)), [a, b]), [tensor([0.3, 1]), tensor([2, -1])], {
      name: 'checkpoint',
    });
  });

  test('one in another', () => {
    const nested = (a: Tensor): Tensor => checkpoint((b) => exp(checkpoint(block, b)), sin(a));
    expect(grad(sum(nested(x)), [x, w]).map((one) => one.toArray())).toEqual(
      grad(sum(exp(block(sin(x)))), [x, w]).map((one) => one.toArray()),
    );
  });

  test('twice through a retained graph', () => {
    const y = sum(checkpoint(block, x));
    const first = grad(y, x, { retainGraph: true }).toArray();
    expect(grad(y, x).toArray()).toEqual(first);
  });
});

describe('random numbers', () => {
  test('are the same both times, and the generator goes on where it was', () => {
    random.seed(3);
    const drop = (a: Tensor): Tensor => dropout(a, { p: 0.5 });
    const input = tensor(new Float64Array(64).fill(1), { requiresGrad: true });
    const output = checkpoint(drop, input);
    const next = random.getState();
    const mask = output.toArray();
    expect(grad(sum(output), input).toArray()).toEqual(mask);
    expect(random.getState()).toEqual(next);
  });

  test('of other generators too, if they are named', () => {
    const generator = new Generator(5);
    const noisy = (a: Tensor): Tensor => mul(a, rand([8], { generator }));
    const input = tensor(new Float64Array(8).fill(1), { requiresGrad: true });
    const output = checkpoint(noisy, input, { generators: [generator] });
    expect(grad(sum(output), input).toArray()).toEqual(output.toArray());
  });
});

describe('memory', () => {
  const deep = (a: Tensor): Tensor => {
    let h = a;
    for (let i = 0; i < 10; i++) h = sin(exp(h));
    return h;
  };

  test('only the inputs are kept for backward', () => {
    const input = tensor([0.1, 0.2], { requiresGrad: true });
    const before = memory().reference!.tensors;
    const output = checkpoint(deep, input);
    expect(memory().reference!.tensors).toBe(before + 1);
    expect(output.node!.saved).toHaveLength(1);
    output.dispose();
  });

  test('all is free after backward', () => {
    const input = tensor([0.1, 0.2], { requiresGrad: true });
    const seed = tensor([1, 1]);
    const before = memory().reference!.tensors;
    scope(() => grad(checkpoint(deep, input), input, { gradient: seed }).size);
    expect(memory().reference!.tensors).toBe(before);
  });
});

test('without recording it is the function itself', () => {
  const run = vi.fn(block);
  const output = noGrad(() => checkpoint(run, x));
  expect(output.requiresGrad).toBe(false);
  expect(run).toHaveBeenCalledTimes(1);
});

test('nothing to differentiate: no node', () => {
  expect(checkpoint(exp, tensor([1])).requiresGrad).toBe(false);
});

test('a promise is refused', () => {
  const wrong = (async (a: Tensor) => a) as never;
  expect(() => checkpoint(wrong, x)).toThrow(
    'checkpoint: the function must return a tensor: got a promise. Await outside, and checkpoint what is synchronous.',
  );
});
