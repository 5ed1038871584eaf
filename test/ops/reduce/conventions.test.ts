import { expect } from 'vitest';
import * as m from '../../../src/index.ts';
import { describeOnDevices } from '../devices.ts';

describeOnDevices('kinks', (at) => {
  at('max and min: ties share the gradient evenly', async ({ gradients }) => {
    expect(
      await gradients(
        (x) => m.max(x, 1),
        [
          [1, 3, 3],
          [2, 2, 2],
        ],
      ),
    ).toEqual([[0, 0.5, 0.5, ...Array<unknown>(3).fill(expect.closeTo(1 / 3, 6))]]);
    expect(await gradients((x) => m.min(x), [4, 1, 1])).toEqual([[0, 0.5, 0.5]]);
  });
  at('argMax and argMin: the first of ties', async ({ tensor, values }) => {
    expect(
      await values(
        m.argMax(
          tensor([
            [1, 3, 3],
            [2, 2, 2],
          ]),
          1,
        ),
      ),
    ).toEqual([1, 0]);
    expect(
      await values(
        m.argMin(
          tensor([
            [1, 3, 1],
            [2, 2, 2],
          ]),
          1,
        ),
      ),
    ).toEqual([0, 0]);
  });
  at('argMax without axis counts row-major', async ({ tensor, values }) => {
    const x = tensor([
      [1, 2],
      [9, 4],
    ]);
    expect(await values(m.argMax(x))).toEqual([2]);
    expect(m.argMax(x, { keepDims: true }).shape).toEqual([1, 1]);
  });
  at('norm: the gradient at 0 is 0, of the largest magnitude shared among ties', async ({ gradients }) => {
    for (const ord of [1, 2, 3, Infinity]) expect((await gradients((x) => m.norm(x, ord), [0, 0]))[0]!.map(Math.abs)).toEqual([0, 0]);
    expect(await gradients((x) => m.norm(x, Infinity), [-3, 1, 3])).toEqual([[-0.5, 0, 0.5]]);
  });
  at('std: the gradient of equal elements is 0, and of that too', async ({ gradients }) => {
    expect((await gradients((x) => m.std(x), [2, 2, 2]))[0]!.map(Math.abs)).toEqual([0, 0, 0]);
    const slope = (x: m.Tensor): m.Tensor => m.grad(m.std(x), x, { createGraph: true });
    expect((await gradients(slope, [2, 2, 2]))[0]!.map(Math.abs)).toEqual([0, 0, 0]);
  });
  at('prod and cumProd: zeros have the right gradient', async ({ gradients }) => {
    expect(await gradients((x) => m.prod(x), [2, 0, 5])).toEqual([[0, 10, 0]]);
    expect((await gradients((x) => m.prod(x), [2, 0, 0]))[0]!.map(Math.abs)).toEqual([0, 0, 0]);
    // y = [2, 0, 0]: the sum is 2 + x1 2 + x1 2 5 by the second element.
    expect(await gradients((x) => m.cumProd(x), [2, 0, 5])).toEqual([[1, 12, 0]]);
  });
  at('sort, argSort and topK: equal elements keep their order', async ({ tensor, values }) => {
    const x = tensor([2, 1, 2, 1]);
    expect(await values(m.argSort(x))).toEqual([1, 3, 0, 2]);
    expect(await values(m.argSort(x, { descending: true }))).toEqual([0, 2, 1, 3]);
    expect(await values(m.topK(x, 2).indices)).toEqual([0, 2]);
    expect(await values(m.topK(x, { k: 3, largest: false }).indices)).toEqual([1, 3, 0]);
  });
  at('sort: NaN is the largest', async ({ tensor, values }) => {
    expect(await values(m.sort(tensor([3, NaN, 1])))).toEqual([1, 3, NaN]);
    expect(await values(m.sort(tensor([3, NaN, 1]), { descending: true }))).toEqual([NaN, 3, 1]);
  });
  at('topK: more than there are is refused', async ({ tensor }) => {
    expect(() => m.topK(tensor([1, 2]), 3)).toThrow(
      'topK: there are not so many elements: k 3, x [2], axis 0. Use a whole number from 0 to 2.',
    );
  });
});

describeOnDevices('overflow', (at) => {
  at('softmax, logSoftmax and logSumExp of large logits', async ({ tensor, values }) => {
    const x = tensor([1000, 1000, -1000]);
    expect(await values(m.softmax(x))).toEqual([0.5, 0.5, 0]);
    const logs = await values(m.logSoftmax(x));
    // log 2 = 0.6931471805599453 (Python 3.11: math.log(2)). Near 1000, float32 numbers are 6e-5 apart.
    expect(logs[0]).toBeCloseTo(-0.6931471805599453, 4);
    expect(logs[2]! / -2000.6931471805599).toBeCloseTo(1, 6);
    expect((await values(m.logSumExp(x)))[0]! / 1000.6931471805599).toBeCloseTo(1, 6);
  });
  at('norm: squares that would overflow are not taken', async ({ tensor, values, double }) => {
    const big = double ? 1e200 : 1e25;
    expect((await values(m.norm(tensor([3 * big, 4 * big]))))[0]! / (5 * big)).toBeCloseTo(1, 6);
    expect((await values(m.norm(tensor([3 * big, 4 * big]), 3)))[0]! / (91 ** (1 / 3) * big)).toBeCloseTo(1, 6);
  });
  at('norm and logSumExp of infinities', async ({ tensor, values }) => {
    for (const ord of [1, 2, 3, Infinity]) expect(await values(m.norm(tensor([-Infinity, 1]), ord))).toEqual([Infinity]);
    expect(await values(m.logSumExp(tensor([Infinity, 1])))).toEqual([Infinity]);
    expect(await values(m.logSumExp(tensor([-Infinity, -Infinity])))).toEqual([-Infinity]);
  });
  at('logSumExp of nothing possible has the gradient 0', async ({ gradients }) => {
    expect(await gradients((x) => m.logSumExp(x), [-Infinity, -Infinity])).toEqual([[0, 0]]);
  });
});

describeOnDevices('underflow', (at) => {
  at('norm: squares that would underflow are not taken', async ({ tensor, values, gradients, double }) => {
    const tiny = double ? 1e-200 : 1e-25;
    expect((await values(m.norm(tensor([3 * tiny, 4 * tiny]))))[0]! / (5 * tiny)).toBeCloseTo(1, 6);
    const [slope] = await gradients((x) => m.norm(x), [3 * tiny, 4 * tiny]);
    expect(slope![0]).toBeCloseTo(0.6, 6);
    expect(slope![1]).toBeCloseTo(0.8, 6);
  });
  at('logSoftmax is finite where the softmax is 0', async ({ tensor, values }) => {
    expect((await values(m.logSoftmax(tensor([0, -5000]))))[1]).toBe(-5000);
  });
});

describeOnDevices('huge spread', (at) => {
  at('variance of numbers far from 0 does not cancel', async ({ tensor, values, double }) => {
    const far = double ? 1e9 : 4096;
    expect((await values(m.variance(tensor([far - 1, far, far + 1]))))[0]).toBeCloseTo(2 / 3, 6);
  });
  at('softmax and logSumExp of logits from -1e30 to 1e30', async ({ tensor, values }) => {
    expect(await values(m.softmax(tensor([-1e30, 0, 1e30])))).toEqual([0, 0, 1]);
    expect((await values(m.logSumExp(tensor([-1e30, 0, 1e30]))))[0]! / 1e30).toBeCloseTo(1, 6);
  });
  at('max and argMax of numbers from -1e30 to 1e30', async ({ tensor, values }) => {
    expect((await values(m.max(tensor([-1e30, 1, 1e30]))))[0]! / 1e30).toBeCloseTo(1, 6);
    expect(await values(m.argMin(tensor([-1e30, 1, 1e30])))).toEqual([0]);
  });
});

describeOnDevices('size 0', (at) => {
  at('sum is 0, prod 1, mean NaN, norm 0, logSumExp -Infinity, any false, all true', async ({ tensor, values, device }) => {
    const none = tensor([]);
    expect(await values(m.sum(none))).toEqual([0]);
    expect(await values(m.prod(none))).toEqual([1]);
    expect(await values(m.mean(none))).toEqual([NaN]);
    expect(await values(m.variance(none))).toEqual([NaN]);
    for (const ord of [1, 2, 3, Infinity]) expect(await values(m.norm(none, ord))).toEqual([0]);
    expect(await values(m.logSumExp(none))).toEqual([-Infinity]);
    const noBools = m.tensor([], { dtype: 'bool', device });
    expect(await values(m.any(noBools))).toEqual([0]);
    expect(await values(m.all(noBools))).toEqual([1]);
  });
  at('max, min, argMax and argMin have nothing to choose from', async ({ tensor }) => {
    for (const op of [m.max, m.min, m.argMax, m.argMin]) {
      expect(() => op(tensor([]))).toThrow(
        `${op.name}: no elements to choose from: x [0], axis [0]. Reduce along an axis that has elements.`,
      );
    }
  });
  at('what leaves an axis of length 0 gives no elements', async ({ tensor }) => {
    const x = m.reshape(tensor([]), [0, 3]);
    for (const op of [m.sum, m.mean, m.max, m.min, m.prod, m.norm]) expect(op(x, { axis: 1 }).shape).toEqual([0]);
    expect(m.argMax(x, 1).shape).toEqual([0]);
    expect(m.softmax(x, 1).shape).toEqual([0, 3]);
    expect(m.cumSum(x, 0).shape).toEqual([0, 3]);
    expect(m.sort(x, { axis: 1 }).shape).toEqual([0, 3]);
  });
  at('the gradient of an empty sum is empty', async ({ gradients }) => {
    expect(await gradients((x) => m.sum(x), [])).toEqual([[]]);
    expect(await gradients((x) => m.norm(x), [])).toEqual([[]]);
  });
});

describeOnDevices('-0 and integers', (at) => {
  at('sums of int32 are exact int32, means a float', async ({ values, device }) => {
    const x = m.tensor(Int32Array.of(16_777_217, 1, -3), { device });
    expect(m.sum(x).dtype).toBe('int32');
    expect(await values(m.sum(x))).toEqual([16_777_215]);
    expect(m.mean(x).dtype).toBe(device.float);
    expect(await values(m.max(x))).toEqual([16_777_217]);
    expect(await values(m.argMin(x))).toEqual([2]);
    expect(await values(m.cumSum(m.tensor(Int32Array.of(1, 2, 3), { device })))).toEqual([1, 3, 6]);
    expect(await values(m.sort(x))).toEqual([-3, 1, 16_777_217]);
    expect(await values(m.prod(m.tensor(Int32Array.of(2, 3, 7), { device })))).toEqual([42]);
  });
  at('sums of bools count', async ({ tensor, values }) => {
    expect(await values(m.sum(tensor([true, false, true])))).toEqual([2]);
    expect(await values(m.mean(tensor([true, false, true, true])))).toEqual([0.75]);
  });
  at('-0: the sum of -0 and 0 is 0, the product with -0 keeps its sign', async ({ tensor, values }) => {
    expect((await values(m.sum(tensor([-0, 0]))))[0]).toBe(0);
    expect((await values(m.prod(tensor([-0, 5]))))[0]).toBe(-0);
  });
});
