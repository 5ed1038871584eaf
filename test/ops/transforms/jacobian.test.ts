import { describe, expect, test } from 'vitest';
import {
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  matMul,
  memory,
  mul,
  randn,
  sin,
  softmax,
  square,
  sum,
  tanh,
  tensor,
  vjp,
  zeros,
  type Tensor,
} from 'megagrad';
import { Generator } from '../../../src/core/random.ts';
import { gradcheck } from '../../../src/testing/index.ts';

const generator = new Generator(0);
const x = randn([4], { generator });
const v = randn([4], { generator });
const w = randn([4, 3], { generator });

/** Smooth, with a full Jacobian. */
const layer = (input: Tensor): Tensor => softmax(tanh(matMul(input, w)));
const loss = (input: Tensor): Tensor => sum(mul(layer(input), sin(layer(input))));

function expectClose(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  actual.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected.dataSync()[i]!, 13));
}

describe('the transforms agree with each other', () => {
  test('jvp is the Jacobian times the tangent', () => {
    expectClose(jvp(layer, x, v).tangent, matMul(jacobian(layer, x), v));
  });

  test('vjp is the cotangent times the Jacobian', () => {
    const u = randn([3], { generator });
    expectClose(vjp(layer, x, u).gradients, matMul(u, jacobian(layer, x)));
  });

  test('the Hessian is the Jacobian of the gradient, symmetric', () => {
    const second = hessian(loss, x);
    expectClose(
      second,
      jacobian((a) => vjp(loss, a).gradients, tensor(x.dataSync(), { requiresGrad: true }), { createGraph: true }),
    );
    expectClose(second, second.transpose());
  });

  test('hvp is the Hessian times the vector', () => {
    expectClose(hvp(loss, x, v), matMul(hessian(loss, x), v));
  });

  test('outputs are the values of the function', () => {
    expectClose(jvp(layer, x, v).output, layer(x));
    expectClose(vjp(loss, x).output, loss(x));
  });
});

describe('results can be differentiated again, in inputs and directions', () => {
  test.each<[string, (a: Tensor, b: Tensor) => Tensor]>([
    ['jvp', (a, b) => jvp(layer, a, b).tangent],
    ['vjp', (a, b) => vjp(layer, a, b.slice({ begin: 1 })).gradients],
    ['jacobian', (a, b) => matMul(jacobian(layer, a), b)],
    ['hvp', (a, b) => hvp(loss, a, b)],
    ['hessian', (a, b) => matMul(hessian(loss, a), b)],
  ])('%s', (name, run) => {
    gradcheck(run, [x, v], { name });
  });

  test('with respect to what the function closes over', () => {
    const factor = tensor(3, { requiresGrad: true });
    const slope = vjp((a) => mul(factor, square(a)), tensor(5), undefined, { createGraph: true }).gradients;
    // d(f x^2)/dx = 2 f x = 30, and its derivative in f is 2 x.
    expect(slope.item()).toBe(30);
    expect(grad(slope, factor).item()).toBe(10);
  });
});

test('no .grad changes, and nothing but the result stays alive', () => {
  const leaf = tensor([1, 2], { requiresGrad: true });
  const run = (): Tensor => hessian((a) => sum(square(a)), leaf, { createGraph: false });
  run().dispose();
  const before = memory().reference!.tensors;
  const result = run();
  expect(memory().reference!.tensors).toBe(before + 1);
  expect(result.requiresGrad).toBe(false);
  expect(leaf.grad).toBeNull();
});

test('size 0', () => {
  expect(jacobian(square, zeros([0])).shape).toEqual([0, 0]);
  expect(jacobian((a) => square(a).slice(1), tensor([1])).shape).toEqual([0, 1]);
});
