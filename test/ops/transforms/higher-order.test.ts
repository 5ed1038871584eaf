import { describe, expect, test } from 'vitest';
import { add, div, exp, grad, hessian, log, matMul, mul, pow, sin, solve, sub, tanh, tensor, vjp, type Tensor } from 'megagrad';

describe("Newton's method on x^4 - 2 x^2 from 2", () => {
  // Saito, Deep Learning from Scratch 3, step 33: the printed digits.
  const published = [
    2, 1.4545454545454546, 1.1510467893775467, 1.0253259289766978, 1.0009084519430513, 1.0000012353089454, 1.000000000002289, 1, 1, 1,
  ];
  const f = (x: Tensor): Tensor => sub(pow(x, 4), mul(2, pow(x, 2)));

  test('with grad of grad, to the last bit', () => {
    let x = tensor(2, { requiresGrad: true });
    const steps = published.map(() => {
      const at = x.item();
      const first = grad(f(x), x, { createGraph: true });
      const second = grad(first, x);
      x = tensor(at - first.item() / second.item(), { requiresGrad: true });
      return at;
    });
    expect(steps).toEqual(published);
  });

  test('with vjp and hessian, to the last bit', () => {
    let x = tensor(2);
    const steps = published.map(() => {
      const at = x.item();
      x = sub(x, div(vjp(f, x).gradients, hessian(f, x)));
      return at;
    });
    expect(steps).toEqual(published);
  });
});

describe('derivatives of high order', () => {
  function derivative(f: (x: Tensor) => Tensor, at: number, order: number): number {
    const x = tensor(at, { requiresGrad: true });
    let y = f(x);
    for (let i = 0; i < order; i++) y = grad(y, x, { createGraph: true });
    return y.item();
  }

  test.each([
    // mpmath 1.3, 40 digits: mp.diff(mp.tanh, x, n)
    [0.7, 5, -7.503529089750026],
    [0.7, 6, -6.678345529506007],
    [-1.3, 6, -9.728003524827766],
    [-1.3, 7, -24.616735973502814],
  ])('tanh at %f, order %i', (at, order, expected) => {
    expect(derivative(tanh, at, order) / expected).toBeCloseTo(1, 12);
  });

  test('sin comes round after four, exp and log keep their patterns', () => {
    expect(derivative(sin, 0.5, 8)).toBeCloseTo(Math.sin(0.5), 15);
    expect(derivative(exp, 0.5, 5)).toBe(Math.exp(0.5));
    // The n-th derivative of log is (-1)^(n-1) (n-1)! / x^n.
    expect(derivative(log, 2, 5)).toBeCloseTo(24 / 32, 15);
  });
});

describe('test functions of optimization', () => {
  /** 100 (y - x^2)^2 + (x - 1)^2 */
  const rosenbrock = (p: Tensor): Tensor => {
    const [x, y] = p.unstack() as [Tensor, Tensor];
    return add(mul(100, pow(sub(y, pow(x, 2)), 2)), pow(sub(x, 1), 2));
  };

  test('Rosenbrock: gradient and Hessian', () => {
    // By hand at (0, 2): (-400 x (y - x^2) + 2 (x - 1), 200 (y - x^2)).
    expect(vjp(rosenbrock, tensor([0, 2])).gradients.toArray()).toEqual([-2, 400]);
    // By hand at (1, 2): [[1200 x^2 - 400 y + 2, -400 x], [-400 x, 200]].
    expect(hessian(rosenbrock, tensor([1, 2])).toArray()).toEqual([
      [402, -400],
      [-400, 200],
    ]);
  });

  test("Rosenbrock: Newton's method finds the minimum in the valley", () => {
    let p = tensor([0, 2]);
    for (let i = 0; i < 10; i++) p = sub(p, solve(hessian(rosenbrock, p), vjp(rosenbrock, p).gradients));
    p.dataSync().forEach((value) => expect(value).toBeCloseTo(1, 14));
  });

  test('Goldstein-Price', () => {
    const goldstein = (p: Tensor): Tensor => {
      const [x, y] = p.unstack() as [Tensor, Tensor];
      const poly = (...terms: [number, number, number][]): Tensor =>
        terms.map(([c, m, n]) => mul(c, mul(pow(x, m), pow(y, n)))).reduce((a, b) => add(a, b));
      const first = add(1, mul(pow(add(add(x, y), 1), 2), poly([19, 0, 0], [-14, 1, 0], [3, 2, 0], [-14, 0, 1], [6, 1, 1], [3, 0, 2])));
      const second = add(
        30,
        mul(pow(sub(mul(2, x), mul(3, y)), 2), poly([18, 0, 0], [-32, 1, 0], [12, 2, 0], [48, 0, 1], [-36, 1, 1], [27, 0, 2])),
      );
      return mul(first, second);
    };
    // Saito, Deep Learning from Scratch 3, step 24: value 1876 and gradient (-5376, 8064) at (1, 1).
    const { output, gradients } = vjp(goldstein, tensor([1, 1]));
    expect(output.item()).toBe(1876);
    expect(gradients.toArray()).toEqual([-5376, 8064]);
    // A. Goldstein and J. Price (1971): the global minimum is 3 at (0, -1).
    expect(vjp(goldstein, tensor([0, -1])).output.item()).toBe(3);
    expect(vjp(goldstein, tensor([0, -1])).gradients.toArray()).toEqual([0, 0]);
  });
});

test('double backprop: a gradient inside a loss', () => {
  // Saito, Deep Learning from Scratch 3, step 36: y = x^2, z = (dy/dx)^3 + y at 2, dz/dx = 100.
  const x = tensor(2, { requiresGrad: true });
  const y = pow(x, 2);
  add(pow(grad(y, x, { createGraph: true }), 3), y).backward();
  expect(x.grad!.item()).toBe(100);
});

test('the Hessian of a quadratic form is its symmetric part, doubled', () => {
  const a = tensor([
    [1, 2],
    [4, 3],
  ]);
  expect(hessian((x) => matMul(x, matMul(a, x)), tensor([5, 7])).toArray()).toEqual([
    [2, 6],
    [6, 6],
  ]);
});
