import fc from 'fast-check';
import { Generator, groupNorm, instanceNorm, layerNorm, randn, type AffineOptions, type GroupNormOptions, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { channelLast, epsilons } from './norm-cases.ts';

const byGroup = (x: Tensor, gamma: Tensor, beta: Tensor, options: GroupNormOptions): Tensor => groupNorm(x, { ...options, gamma, beta });
const byInstance = (x: Tensor, gamma: Tensor, beta: Tensor, options: AffineOptions = {}): Tensor =>
  instanceNorm(x, { ...options, gamma, beta });

describeOp(
  byGroup,
  { x: anyReal, gamma: anyReal, beta: anyReal },
  {
    name: 'groupNorm',
    shapes: channelLast.map((x) => ({ x, gamma: x.slice(-1), beta: x.slice(-1) })),
    attrs: ({ gamma: [channels] }) =>
      fc.record({ epsilon: epsilons, groups: fc.constantFrom(...[1, 2, 3, 4].filter((groups) => channels! % groups === 0)) }),
    errors: [
      {
        shapes: { x: [2, 3], gamma: [3], beta: [3] },
        attrs: { groups: 2 },
        message: 'groupNorm: groups must divide the channels: groups 2, x [2,3]. Use a divisor of 3.',
      },
      {
        shapes: { x: [3], gamma: [3], beta: [3] },
        attrs: { groups: 1 },
        message: 'groupNorm: x must be [N,...,C]: x [3]. Add the missing axes with expandDims.',
      },
    ],
  },
);

describeOp(
  byInstance,
  { x: anyReal, gamma: anyReal, beta: anyReal },
  {
    name: 'instanceNorm',
    shapes: channelLast.map((x) => ({ x, gamma: x.slice(-1), beta: x.slice(-1) })),
    attrs: fc.record({ epsilon: epsilons }),
    errors: [
      {
        shapes: { x: [2, 3], gamma: [3], beta: [3] },
        message: 'instanceNorm: x must be [N,...,C] with pixels between: x [2,3]. Use layerNorm for vectors.',
      },
    ],
  },
);

describe('groupNorm', () => {
  // Wu and He, figure 2: one group is layer normalization, a group for each channel is instance normalization.
  it('lies between layer and instance normalization', () => {
    const x = randn([2, 3, 3, 4], { generator: new Generator(0) });
    expect(
      groupNorm(x, { groups: 1 })
        .sub(layerNorm(x, { axes: 3 }))
        .abs()
        .max()
        .item(),
    ).toBeLessThan(1e-14);
    expect(groupNorm(x, { groups: 4 }).sub(instanceNorm(x)).abs().max().item()).toBeLessThan(1e-14);
  });
});
