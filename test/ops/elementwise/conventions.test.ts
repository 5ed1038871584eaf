import { expect } from 'vitest';
import * as m from '../../../src/index.ts';
import { describeOnDevices } from '../devices.ts';

// Conventions where the derivative jumps, and ends of the number range: design.md section 6. The values are those of the
// definitions; where frameworks differ the comment says whose choice it is.
describeOnDevices('kinks', (at) => {
  at('relu: the gradient at 0 is 0', async ({ gradients }) => {
    expect(await gradients(m.relu, [-1, 0, 2])).toEqual([[0, 0, 1]]);
  });
  at('abs: the gradient at 0 is 0', async ({ gradients }) => {
    expect(await gradients(m.abs, [-2, 0, 2])).toEqual([[-1, 0, 1]]);
  });
  at('maximum and minimum: ties share the gradient evenly', async ({ gradients }) => {
    expect(await gradients(m.maximum, [1, 2, 3], [2, 2, 2])).toEqual([
      [0, 0.5, 1],
      [1, 0.5, 0],
    ]);
    expect(await gradients(m.minimum, [1, 2, 3], [2, 2, 2])).toEqual([
      [1, 0.5, 0],
      [0, 0.5, 1],
    ]);
  });
  at('maximum: ties at infinities share too, inf - inf is not taken', async ({ gradients }) => {
    expect(await gradients(m.maximum, [-Infinity, Infinity], [-Infinity, Infinity])).toEqual([
      [0.5, 0.5],
      [0.5, 0.5],
    ]);
  });
  at('clip: the gradient passes at the bounds', async ({ gradients }) => {
    expect(await gradients((x) => m.clip(x, { min: -1, max: 1 }), [-2, -1, 0, 1, 2])).toEqual([[0, 1, 1, 1, 0]]);
  });
  at('sqrt: the gradient at 0 is Infinity', async ({ gradients }) => {
    expect(await gradients(m.sqrt, [0, 4])).toEqual([[Infinity, 0.25]]);
  });
  at('pow: the gradient of x^0 at 0 is 0, also of the gradient', async ({ gradients }) => {
    expect(await gradients((x) => m.pow(x, 0), [0, 2])).toEqual([[0, 0]]);
    expect(await gradients((x) => m.grad(m.pow(x, 1).sum(), x, { createGraph: true }), [0, 2])).toEqual([[0, 0]]);
  });
  at('pow: a negative base has a gradient, its exponent has none', async ({ gradients }) => {
    const [base, exponent] = await gradients((a, b) => m.pow(a, b), [-2, 0, 3], [3, 2, 2]);
    expect(base).toEqual([12, 0, 6]);
    // As TensorFlow: 0 where the base is not positive. 9 log 3 = 9.887510598012987 (Python 3.11: 9 * math.log(3)).
    expect(exponent!.slice(0, 2)).toEqual([0, 0]);
    expect(exponent![2]).toBeCloseTo(9.887510598012987, 4);
  });
  at('pow: x^2 has the third derivative 0 at 0, not NaN', async ({ gradients }) => {
    const second = (x: m.Tensor): m.Tensor => m.grad(m.grad(m.pow(x, 2).sum(), x, { createGraph: true }).sum(), x, { createGraph: true });
    expect((await gradients(second, [0, -1]))[0]!.map(Math.abs)).toEqual([0, 0]);
  });
  at('relu6: the gradient at 0 and 6 is 0', async ({ gradients }) => {
    expect(await gradients(m.relu6, [0, 3, 6, 7])).toEqual([[0, 1, 0, 0]]);
  });
  at('leakyRelu and prelu: 0 counts as below', async ({ gradients }) => {
    expect(await gradients((x) => m.leakyRelu(x, 0.5), [-1, 0, 1])).toEqual([[0.5, 0.5, 1]]);
    expect(await gradients(m.prelu, [-1, 0, 1], [0.5, 0.5, 0.5])).toEqual([
      [0.5, 0.5, 1],
      [-1, 0, 0],
    ]);
  });
  at('elu: smooth at 0 with alpha 1, else 0 counts as below', async ({ gradients }) => {
    expect(await gradients((x) => m.elu(x), [0, 1])).toEqual([[1, 1]]);
    expect(await gradients((x) => m.elu(x, 0.5), [0, 1])).toEqual([[0.5, 1]]);
  });
  at('hardSigmoid: the gradient at -3 and 3 is 0; hardSwish: 0 and 1', async ({ gradients, double }) => {
    const sixth = double ? 1 / 6 : Math.fround(1 / 6);
    expect(await gradients(m.hardSigmoid, [-3, 0, 3])).toEqual([[0, sixth, 0]]);
    expect(await gradients(m.hardSwish, [-3, 0, 3])).toEqual([[0, 0.5, 1]]);
  });
  at('atan2: the gradient at the origin is 0', async ({ gradients }) => {
    expect((await gradients(m.atan2, [0], [0])).flat().map(Math.abs)).toEqual([0, 0]);
  });
  at('mod: the sign of the divisor, and the gradient of it', async ({ tensor, values, gradients }) => {
    expect(await values(m.mod(tensor([5, -5, 5, -5]), tensor([3, 3, -3, -3])))).toEqual([2, 1, -1, -2]);
    expect(await gradients(m.mod, [5, -5], [3, 3])).toEqual([
      [1, 1],
      [-1, 2],
    ]);
  });
  at('round: halves go to the even neighbor', async ({ tensor, values }) => {
    expect((await values(m.round(tensor([-1.5, -0.5, 0.5, 1.5, 2.5])))).map((x) => x + 0)).toEqual([-2, 0, 0, 2, 2]);
  });
  at('where: the branch that is not taken cannot make NaN', async ({ gradients }) => {
    const safeLog = (x: m.Tensor): m.Tensor => m.where(m.greater(x, 0), m.log(m.where(m.greater(x, 0), x, 1)), 0);
    expect(await gradients(safeLog, [0, 2])).toEqual([[0, 0.5]]);
  });
});

describeOnDevices('overflow', (at) => {
  at('sigmoid, softplus, logSigmoid, silu and mish stay finite', async ({ tensor, values, gradients }) => {
    const far = [-1000, 1000];
    expect(await values(m.sigmoid(tensor(far)))).toEqual([0, 1]);
    expect(await values(m.softplus(tensor(far)))).toEqual([0, 1000]);
    expect(await values(m.logSigmoid(tensor(far)))).toEqual([-1000, -0]);
    expect((await values(m.silu(tensor(far)))).map((x) => x + 0)).toEqual([0, 1000]);
    expect((await values(m.mish(tensor(far)))).map((x) => x + 0)).toEqual([0, 1000]);
    expect((await gradients(m.sigmoid, far))[0]).toEqual([0, 0]);
    expect((await gradients(m.softplus, far))[0]).toEqual([0, 1]);
    expect((await gradients(m.logSigmoid, far))[0]).toEqual([1, 0]);
    expect((await gradients(m.silu, far))[0]!.map((x) => x + 0)).toEqual([0, 1]);
    expect((await gradients(m.mish, far))[0]!.map((x) => x + 0)).toEqual([0, 1]);
  });
  at('elu and selu: e^x of the branch not taken makes no NaN', async ({ gradients }) => {
    expect((await gradients((x) => m.elu(x), [1000]))[0]).toEqual([1]);
    expect((await gradients((x) => m.elu(x, 0.5), [1000]))[0]).toEqual([1]);
    expect((await gradients(m.selu, [1000]))[0]![0]).toBeCloseTo(1.0507009873554805, 6);
  });
  at('gelu: the cube of a large x makes no NaN', async ({ tensor, values, gradients }) => {
    const far = [-1e30, 1e30];
    for (const approximate of ['none', 'tanh'] as const) {
      const [below, above] = await values(m.gelu(tensor(far), approximate));
      expect(Math.abs(below!)).toBe(0);
      expect(above! / 1e30).toBeCloseTo(1, 6);
      const slopes = (await gradients((x) => m.gelu(x, approximate), far))[0]!;
      expect(Math.abs(slopes[0]!)).toBe(0);
      expect(slopes[1]).toBe(1);
    }
  });
  at('div, asinh, acosh, atan2: squares that would overflow are not taken', async ({ gradients, double }) => {
    const big = double ? 1e200 : 1e25;
    const relative = (got: number | undefined, expected: number): void => expect(got! / expected).toBeCloseTo(1, 5);
    relative((await gradients(m.div, [big], [big]))[1]![0], -1 / big);
    relative((await gradients(m.asinh, [big]))[0]![0], 1 / big);
    relative((await gradients(m.acosh, [big]))[0]![0], 1 / big);
    const [a, b] = await gradients(m.atan2, [big], [big]);
    relative(a![0], 0.5 / big);
    relative(b![0], -0.5 / big);
  });
  at('exp: above the range it is Infinity, below it 0', async ({ tensor, values }) => {
    expect(await values(m.exp(tensor([1000, -1000])))).toEqual([Infinity, 0]);
  });
});

describeOnDevices('underflow', (at) => {
  at('expm1 and log1p keep the digits of a small x', async ({ tensor, values }) => {
    const [up] = await values(m.expm1(tensor([1e-10])));
    const [back] = await values(m.log1p(tensor([1e-10])));
    expect(up! / 1e-10).toBeCloseTo(1, 6);
    expect(back! / 1e-10).toBeCloseTo(1, 6);
  });
  at('expm1: the gradient of a very negative x is e^x, not 0', async ({ gradients }) => {
    // e^-40 = 4.248354255291589e-18 (Python 3.11: math.exp(-40)).
    expect((await gradients(m.expm1, [-40]))[0]![0]! / 4.248354255291589e-18).toBeCloseTo(1, 4);
  });
  at('logSigmoid is finite where the sigmoid is 0', async ({ tensor, values }) => {
    expect(await values(m.logSigmoid(tensor([-200])))).toEqual([-200]);
  });
  at('atan2 near the origin: squares that would underflow are not taken', async ({ gradients, double }) => {
    const tiny = double ? 1e-200 : 1e-25;
    const [a, b] = await gradients(m.atan2, [tiny], [tiny]);
    expect(a![0]! * tiny).toBeCloseTo(0.5, 5);
    expect(b![0]! * tiny).toBeCloseTo(-0.5, 5);
  });
});

describeOnDevices('-0', (at) => {
  at('abs, square and relu of -0 are 0 and 1 / reciprocal keeps its sign', async ({ tensor, values }) => {
    expect((await values(m.abs(tensor([-0]))))[0]).toBe(0);
    expect((await values(m.square(tensor([-0]))))[0]).toBe(0);
    expect((await values(m.reciprocal(tensor([-0]))))[0]).toBe(-Infinity);
  });
  at('atan2 tells -0 from 0', async ({ tensor, values }) => {
    const angles = await values(m.atan2(tensor([0, -0]), tensor([-1, -1])));
    expect(angles[0]).toBeCloseTo(Math.PI, 6);
    expect(angles[1]).toBeCloseTo(-Math.PI, 6);
  });
  at('-0 equals 0, and its sign is 0', async ({ tensor, values }) => {
    expect(await values(m.equal(tensor([-0]), tensor([0])))).toEqual([1]);
    expect(Math.abs((await values(m.sign(tensor([-0]))))[0]!)).toBe(0);
  });
});

describeOnDevices('NaN', (at) => {
  at('comparisons with NaN are false, notEqual is true', async ({ tensor, values }) => {
    const x = tensor([NaN, 1]);
    for (const op of [m.equal, m.greater, m.greaterEqual, m.less, m.lessEqual]) expect((await values(op(x, x)))[0]).toBe(0);
    expect(await values(m.notEqual(x, x))).toEqual([1, 0]);
  });
  at('isNaN, isFinite and isInf tell numbers apart', async ({ tensor, values }) => {
    const x = tensor([1, NaN, Infinity, -Infinity]);
    expect(await values(m.isNaN(x))).toEqual([0, 1, 0, 0]);
    expect(await values(m.isFinite(x))).toEqual([1, 0, 0, 0]);
    expect(await values(m.isInf(x))).toEqual([0, 0, 1, 1]);
  });
  at('the gradient of relu at NaN is NaN', async ({ gradients }) => {
    expect(await gradients(m.relu, [NaN])).toEqual([[NaN]]);
  });
});

describeOnDevices('integers', (at) => {
  const arithmetic = {
    neg: m.neg,
    abs: m.abs,
    square: m.square,
    sign: m.sign,
    relu: m.relu,
    relu6: m.relu6,
    floor: m.floor,
    ceil: m.ceil,
    round: m.round,
  };
  for (const [name, op] of Object.entries(arithmetic)) {
    at(`${name} of int32 stays int32, of bool becomes int32`, async ({ tensor, values, device }) => {
      const onReference = m.tensor(Int32Array.of(-7, 0, 9), { device: 'reference' });
      const x = m.tensor(Int32Array.of(-7, 0, 9), { device });
      expect(op(x).dtype).toBe('int32');
      expect((await values(op(x))).map((v) => v + 0)).toEqual((await values(op(onReference))).map((v) => v + 0));
      expect(op(tensor([true, false])).dtype).toBe('int32');
    });
  }
  const toFloat = {
    exp: m.exp,
    log: m.log,
    sqrt: m.sqrt,
    sin: m.sin,
    tanh: m.tanh,
    sigmoid: m.sigmoid,
    erf: m.erf,
    reciprocal: m.reciprocal,
    gelu: m.gelu,
    mean: m.mean,
  };
  for (const [name, op] of Object.entries(toFloat)) {
    at(`${name} of int32 is the device's float`, async ({ values, device }) => {
      const y = op(m.tensor(Int32Array.of(1, 2, 3), { device }));
      const oracle = await values(op(m.tensor([1, 2, 3], { device: 'reference' })));
      expect(y.dtype).toBe(device.float);
      (await values(y)).forEach((v, i) => expect(v).toBeCloseTo(oracle[i]!, 5));
    });
  }
  at('two int32 add, subtract, multiply, compare exactly; their quotient is a float', async ({ values, device }) => {
    const a = m.tensor(Int32Array.of(7, -7, 16_777_217), { device });
    const b = m.tensor(Int32Array.of(2, 2, 1), { device });
    expect(await values(m.add(a, b))).toEqual([9, -5, 16_777_218]);
    expect(await values(m.sub(a, b))).toEqual([5, -9, 16_777_216]);
    expect(await values(m.mul(a, b))).toEqual([14, -14, 16_777_217]);
    expect(await values(m.maximum(a, b))).toEqual([7, 2, 16_777_217]);
    expect(await values(m.mod(a, b))).toEqual([1, 1, 0]);
    expect(await values(m.pow(m.tensor(Int32Array.of(2, -3, 5), { device }), b))).toEqual([4, 9, 5]);
    expect(await values(m.greater(a, b))).toEqual([1, 0, 1]);
    expect(m.div(a, b).dtype).toBe(device.float);
    expect((await values(m.div(a, b))).slice(0, 2)).toEqual([3.5, -3.5]);
    expect(await values(m.where(m.greater(a, b), a, b))).toEqual([7, 2, 16_777_217]);
  });
  at('cast truncates toward zero, and tells numbers from 0', async ({ tensor, values }) => {
    expect((await values(m.cast(tensor([1.9, -1.9, 0]), 'int32'))).map((x) => x + 0)).toEqual([1, -1, 0]);
    expect(await values(m.cast(tensor([0.1, -0, NaN]), 'bool'))).toEqual([1, 0, 1]);
    expect(await values(m.cast(tensor([true, false]), 'float32'))).toEqual([1, 0]);
  });
});
