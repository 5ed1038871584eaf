import { describe, expect, test, vi } from 'vitest';
import { grad, mul, sum, tensor, type Tensor } from 'megagrad';
import { GradientError, ShapeError } from '../../src/core/errors.ts';

describe('a hook on a leaf', () => {
  test('sees the whole gradient once, and decides what becomes .grad', () => {
    const x = tensor(3, { requiresGrad: true });
    const hook = vi.fn((gradient: Tensor) => mul(gradient, 10));
    x.registerHook(hook);
    // d(x^2 + 2 x) = 8 at 3, in two parts.
    mul(x, x).add(mul(x, 2)).backward();
    expect(hook).toHaveBeenCalledTimes(1);
    expect(x.grad!.item()).toBe(80);
  });

  test('acts on what grad returns too', () => {
    const x = tensor(3, { requiresGrad: true });
    x.registerHook((gradient) => mul(gradient, 10));
    expect(grad(mul(x, x), x).item()).toBe(60);
    expect(x.grad).toBeNull();
  });

  test('taken off, it is silent; a second taking off does nothing', () => {
    const x = tensor(3, { requiresGrad: true });
    const hook = vi.fn();
    const remove = x.registerHook(hook);
    x.registerHook((gradient) => mul(gradient, 2));
    remove();
    remove();
    expect(grad(mul(x, 1), x).item()).toBe(2);
    expect(hook).not.toHaveBeenCalled();
  });
});

test('what a hook computes is recorded under createGraph', () => {
  const x = tensor(3, { requiresGrad: true });
  const y = mul(x, x);
  y.registerHook((gradient) => mul(gradient, x));
  // The hook makes dy/dx = 2 x into 2 x^2: its derivative is 4 x.
  const first = grad(y, x, { createGraph: true });
  expect(first.item()).toBe(18);
  expect(grad(first, x).item()).toBe(12);
});

test('another shape is refused', () => {
  const x = tensor([1, 2], { requiresGrad: true });
  x.registerHook(() => tensor([1]));
  const text = /^backward: a hook on leaf#\d+ returned shape \[1\], expected \[2\]\.$/;
  expect(() => {
    sum(x).backward();
  }).toThrow(ShapeError);
  expect(() => {
    sum(x).backward();
  }).toThrow(text);
});

test('a tensor without a gradient has nothing to hook', () => {
  expect(() => tensor(1).registerHook(() => undefined)).toThrow(
    new GradientError('registerHook: the tensor requires no grad. Create it with requiresGrad: true, or compute it from one that has it.'),
  );
});
