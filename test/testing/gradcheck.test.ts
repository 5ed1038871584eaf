import { describe, expect, test } from 'vitest';
import { kernel } from '../../src/backend/kernel.ts';
import { device } from '../../src/backend/devices.ts';
import { Generator } from '../../src/core/random.ts';
import { defineOp } from '../../src/graph/define-op.ts';
import type { Op } from '../../src/graph/op.ts';
import * as m from '../../src/index.ts';
import { liveTensors } from '../../src/testing/live.ts';
import { gradcheck, GradcheckError, gradgradcheck, numericalGradient } from '../../src/testing/index.ts';

const { tensor, mul, sum, softmax, matMul, transpose } = m;

const x = tensor([
  [1, 2, -0.5],
  [0.3, -1, 3],
]);
const row = tensor([0.5, -1, 2]);

test('inputs that are no list are refused', () => {
  // A type error in TypeScript.
  const loosely = gradcheck as (fn: (x: m.Tensor) => m.Tensor, inputs: unknown) => unknown;
  expect(() => loosely(m.square, x)).toThrow(
    new m.ArgumentError('gradcheck: the inputs are a list: got a tensor. Write gradcheck(fn, [x]).', 'inputs', x),
  );
});

/** x * b with the given rule for b: the mistakes that gradient rules are made of. */
function product(rule: (g: m.Tensor, a: m.Tensor) => m.Tensor): Op<['a', 'b']> {
  return defineOp({
    name: 'product',
    inputs: ['a', 'b'],
    outShape: ({ a }) => a.shape,
    forward: ({ a, b }) => kernel('Multiply', { a, b }),
    broadcasts: true,
    vjp: (saving) => ({ a: saving(['b'], (g, { b }) => mul(g, b)), b: saving(['a'], (g, { a }) => rule(g, a)) }),
  });
}

function mismatchOf(check: () => unknown): GradcheckError['mismatch'] {
  try {
    check();
  } catch (error) {
    if (error instanceof GradcheckError) return error.mismatch;
    throw error;
  }
  throw new Error('the wrong rule was accepted');
}

describe('gradcheck rejects', () => {
  test('a wrong sign, and says so', () => {
    const wrong = product((g, a) => m.neg(mul(g, a)));
    expect(() => gradcheck(wrong, [x, x])).toThrow(
      /^gradcheck: the gradient of product with respect to inputs\[1\] is wrong: .*: the sign is wrong \(h /,
    );
  });
  test('a factor 2, and says so', () => {
    expect(() =>
      gradcheck(
        product((g, a) => mul(mul(g, a), 2)),
        [x, x],
      ),
    ).toThrow(/: 2 times as much/);
  });
  test('a missing un-broadcast', () => {
    // The gradient of the first row in place of the sum over rows.
    const wrong = product((g, a) => m.slice(mul(g, a), { begin: 0, size: 1 }));
    expect(mismatchOf(() => gradcheck(wrong, [x, row])).input).toBe('inputs[1]');
  });
  test('a transpose', () => {
    const square = tensor([
      [1, 2],
      [3, 4],
    ]);
    const wrong = product((g, a) => transpose(mul(g, a)));
    expect(
      mismatchOf(() =>
        gradcheck(wrong, [
          square,
          tensor([
            [1, -1],
            [2, 0.5],
          ]),
        ]),
      ).input,
    ).toBe('inputs[1]');
  });
  test('a softmax gradient of zeros, which a cotangent of ones would accept', () => {
    const wrong = defineOp({
      name: 'wrongSoftmax',
      inputs: ['x'],
      outShape: (operands) => operands.x.shape,
      forward: ({ x: logits }) => kernel('Softmax', { logits }, { dim: logits.shape.length - 1 }),
      vjp: (saving) => ({ x: saving([], (g) => mul(g, 0)) }),
    });
    expect(() => gradcheck(wrong, [x])).toThrow(/: the rule drops it/);
  });
  test('a wrong element among right ones, and names it', () => {
    const patch = tensor([
      [0, 0, 0],
      [0, 0, 1],
    ]);
    const found = mismatchOf(() =>
      gradcheck(
        product((g, a) => mul(g, m.add(a, patch))),
        [x, x],
        { inputNames: ['a', 'b'] },
      ),
    );
    expect(found.index).toEqual([1, 2]);
    expect(found.input).toBe('b');
    expect(found.numeric / found.analytic).toBeCloseTo(3 / 4, 6);
  });
  test('a wrong element in an input too large for the full Jacobian', () => {
    const big = m.randn([50, 40], { generator: new Generator(1) });
    const patch = m.oneHot(tensor(Int32Array.of(777)), { depth: 2000 }).reshape([50, 40]);
    const found = mismatchOf(() =>
      gradcheck(
        product((g, a) => mul(g, m.add(a, mul(patch, 0.5)))),
        [big, big],
      ),
    );
    expect(found.index).toEqual([19, 17]);
  });
  test('a right gradient whose own gradient is wrong', () => {
    const detached = product((g, a) => mul(g, a.detach()));
    gradcheck(detached, [x, x]);
    expect(() => gradgradcheck(detached, [x, x])).toThrow(
      /^gradgradcheck: the gradient of the gradient of product with respect to inputs\[0\] is wrong/,
    );
  });
  test('a gradient of NaN', () => {
    expect(() =>
      gradcheck(
        product((g, a) => mul(mul(g, a), NaN)),
        [x, x],
      ),
    ).toThrow(GradcheckError);
  });
});

describe('gradcheck accepts', () => {
  test('functions of several inputs, to second order', () => {
    const w = tensor([
      [1, 2],
      [0.2, -1],
      [0.7, 0.1],
    ]);
    const report = gradcheck((a, b) => softmax(matMul(a, b)), [x, w]);
    expect(report.worstRelativeError).toBeLessThan(1e-6);
    expect(report.comparisons).toBeGreaterThan(6 * 4);
    gradgradcheck((a, b) => softmax(matMul(a, b)), [x, w]);
  });
  test('several outputs', () => {
    gradcheck((a) => [m.exp(a), sum(a, 0)], [x]);
    gradgradcheck((a) => [m.exp(a), m.square(a)], [x]);
  });
  test('an output that depends on no input, and an input of no elements', () => {
    gradcheck((a) => [m.floor(a), m.square(a)], [tensor([0.5, -1.5])]);
    gradcheck((a) => m.square(a), [tensor([])]);
  });
  test('integer and bool inputs beside floats', () => {
    gradcheck((a, i) => m.gather(a, i), [x, tensor(Int32Array.of(1, 0, 1))]);
    gradcheck((c, a) => m.where(c, a, 0), [m.greater(x, 0), x]);
  });
  test('inputs on another device: it runs in float64', async () => {
    await device.start('wasm');
    const there = tensor([[1, 2, -0.5]], { device: 'wasm' });
    expect(gradcheck((a) => m.tanh(a), [there]).worstRelativeError).toBeLessThan(1e-6);
  });
  test('a function that makes tensors while another device is current', async () => {
    await device.use('wasm');
    try {
      gradcheck((a) => mul(a, m.ones([3])), [tensor([1, 2, 3])]);
    } finally {
      await device.use('reference');
    }
  });
});

describe('gradcheck refuses', () => {
  test('a closure over a tensor of another device', async () => {
    await device.start('wasm');
    const elsewhere = tensor([1, 2, 3], { device: 'wasm' });
    expect(() => gradcheck((a) => mul(a, elsewhere), [row])).toThrow(
      /^gradcheck: the function works on tensors of another device besides its inputs, and gradcheck runs it on reference\. Hand them over as inputs, or make them from the inputs' device\. \(mul: operands are on different devices: /,
    );
  });
  test('a function that is random', () => {
    const generator = new Generator(0);
    expect(() => gradcheck((a) => mul(a, m.rand([3], { generator })), [row])).toThrow(
      'gradcheck: the function gives two answers for the same inputs. Take the randomness out: seed a generator inside it, or switch the module to eval().',
    );
  });
  test('inputs without floats, outputs without floats', () => {
    const whole = tensor(Int32Array.of(1, 2));
    expect(() => gradcheck((a) => m.exp(a), [whole])).toThrow('gradcheck: there is no float input to differentiate: inputs are int32.');
    expect(() => gradcheck((a) => m.greater(a, 0), [row])).toThrow(
      'gradcheck: the function gives no float tensor: got bool[3] on reference. Return the tensors to differentiate.',
    );
  });
  test('inputs at the edge of the domain', () => {
    expect(() => gradcheck((a) => m.log(a), [tensor([1, 0])])).toThrow(
      /^gradcheck: the function is not finite next to the given inputs\[0\]: /,
    );
  });
});

test('gradcheck leaves no tensors behind', () => {
  const reference = device.get('reference');
  const before = liveTensors(reference);
  gradcheck((a) => m.tanh(a), [x]);
  gradgradcheck((a) => m.tanh(a), [x]);
  expect(liveTensors(reference)).toBe(before);
});

describe('numericalGradient', () => {
  // The book's example, chapter 4: f = x0^2 + x1^2 at (3, 4) has the gradient (6, 8).
  test('of the sum of squares', () => {
    const found = numericalGradient((a) => sum(m.square(a)), tensor([3, 4])).dataSync();
    expect(found[0]).toBeCloseTo(6, 8);
    expect(found[1]).toBeCloseTo(8, 8);
  });
  test('with Richardson it gains digits', () => {
    const at = (richardson: boolean): number =>
      Math.abs(numericalGradient((a) => sum(m.exp(a)), tensor([1]), { step: 1e-2, richardson }).item() - Math.E);
    expect(at(false)).toBeGreaterThan(1e-5);
    expect(at(true)).toBeLessThan(1e-9);
  });
  test('of a function with several outputs is refused', () => {
    expect(() => numericalGradient((a) => a, tensor([1, 2]))).toThrow(
      'numericalGradient: the function must give one number: got 2 elements. Reduce it with sum().',
    );
  });
});

// Derivatives of tanh at 0.5 as polynomials p in t = tanh(0.5), p' (1 - t^2) being the next: Python 3.11, Decimal with 60 digits.
const derivativesOfTanh = [
  0.46211715726000976, 0.78644773296592741, -0.72686198138358728, -0.56520928825977036, 3.9522195637245831, -3.2666864719713927,
  -36.279540291791625,
];

test('tanh differentiates six times', () => {
  const at = tensor(0.5, { requiresGrad: true });
  let y = m.tanh(at);
  for (const [order, expected] of derivativesOfTanh.entries()) {
    expect(Math.abs(y.item() / expected - 1)).toBeLessThan(1e-12);
    if (order < 6) y = m.grad(y, at, { createGraph: true });
  }
});
