import fc from 'fast-check';
import { batchNorm, batchNormWith, full, Generator, grad, randn, range, tensor, type BatchNormAttrs, type Tensor } from 'megagrad';
import { anyReal, positive } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { channelLast, epsilons, powers } from './norm-cases.ts';

const batches = channelLast.filter(([samples]) => samples! > 0);
const output = (x: Tensor, gamma: Tensor, beta: Tensor, attrs?: BatchNormAttrs): Tensor => batchNorm(x, gamma, beta, attrs).output;

describeOp(
  output,
  { x: anyReal, gamma: anyReal, beta: anyReal },
  {
    name: 'batchNorm',
    shapes: batches.map((x) => ({ x, gamma: x.slice(-1), beta: x.slice(-1) })),
    attrs: fc.record({ epsilon: epsilons }),
    errors: [
      {
        shapes: { x: [5, 3], gamma: [5], beta: [3] },
        message: 'batchNorm: gamma must have one element for each mean: gamma [5], expected [3], x [5,3]. Reshape it.',
      },
      {
        shapes: { x: [0, 3], gamma: [3], beta: [3] },
        message: 'batchNorm: no elements have no mean: x [0,3], axis [0]. Leave out empty batches.',
      },
    ],
  },
);

describeOp(
  output,
  { x: anyReal, gamma: anyReal, beta: anyReal },
  {
    name: 'batchNorm of each element',
    shapes: batches.map((x) => ({ x, gamma: x.slice(1), beta: x.slice(1) })),
    attrs: fc.record({ epsilon: epsilons, axis: fc.constant(0) }),
  },
);

describeOp(
  batchNormWith,
  { x: anyReal, gamma: anyReal, beta: anyReal, mean: anyReal, variance: positive },
  { shapes: channelLast.map((x) => ({ x, gamma: x.slice(-1), beta: x.slice(-1), mean: x.slice(-1), variance: x.slice(-1) })) },
);

describe('batchNorm', () => {
  it('is (x - mean) / sqrt(variance + epsilon) * gamma + beta', () => {
    // numpy 2.4: m = x.mean(0); v = ((x - m) ** 2).mean(0); (x - m) / np.sqrt(v + 1e-5) * g + b
    const y = batchNorm(powers(), tensor([1, 2, 0.5, -1]), tensor([0, 1, 2, 3])).output;
    const expected = [
      [-1.0897012051709563, -1.2547836983576133, 1.426420574891997, 4.159977046909244],
      [-0.23579867314101788, 0.6485536799076181, 1.928662702321036, 3.1206111102219496],
      [1.3254998783119738, 3.6062300184499954, 2.644916722786967, 1.7194118428688063],
    ];
    expect(y.sub(tensor(expected)).abs().max().item()).toBeLessThan(1e-14);
  });

  it("gives the batch's moments, without gradient", () => {
    const x = tensor(
      [
        [1, 10],
        [3, 10],
      ],
      { requiresGrad: true },
    );
    const { mean, variance } = batchNorm(x, 1, 0);
    expect([mean.toArray(), variance.toArray()]).toEqual([
      [2, 10],
      [1, 0],
    ]);
    expect(mean.requiresGrad || variance.requiresGrad).toBe(false);
  });

  it('gives moments that broadcast with x, over any axes', () => {
    const { mean, variance } = batchNorm(range(24).reshape([2, 3, 4]), 1, 0, { axis: [0, 2] });
    expect([mean.shape, variance.shape]).toEqual([
      [3, 1],
      [3, 1],
    ]);
    expect(mean.reshape([3]).toArray()).toEqual([7.5, 11.5, 15.5]);
  });

  it('in evaluation is the same map with the moments given', () => {
    const x = randn([4, 3], { generator: new Generator(0) });
    const { output: trained, mean, variance } = batchNorm(x, 2, 1);
    expect(batchNormWith(x, 2, 1, mean, variance).toArray()).toEqual(trained.toArray());
  });

  it('gives a constant channel its shift, and no gradient', () => {
    const x = full([4, 1], 1000, { requiresGrad: true });
    const { output: y } = batchNorm(x, 3, 0.25);
    expect(y.reshape([4]).toArray()).toEqual([0.25, 0.25, 0.25, 0.25]);
    const [g] = grad(y.sum(), [x]);
    expect(g!.reshape([4]).toArray()).toEqual([0, 0, 0, 0]);
  });

  it('keeps what is small against a large mean', () => {
    // In float64 the mean of squares less the squared mean would lose all digits of a variance of 1 at 1e8.
    const small = randn([50, 1], { generator: new Generator(1) });
    const shifted = batchNorm(small.add(1e8), 1, 0).output;
    expect(
      shifted
        .sub(batchNorm(small, 1, 0).output)
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-7);
  });
});
