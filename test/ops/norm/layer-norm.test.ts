import fc from 'fast-check';
import { layerNorm, tensor, type LayerNormOptions, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { channelLast, epsilons, powers } from './norm-cases.ts';

const withAffine = (x: Tensor, gamma: Tensor, beta: Tensor, options: LayerNormOptions = {}): Tensor =>
  layerNorm(x, { ...options, gamma, beta });

describeOp(
  withAffine,
  { x: anyReal, gamma: anyReal, beta: anyReal },
  {
    name: 'layerNorm',
    shapes: fc.tuple(channelLast, fc.integer({ min: 1, max: 2 })).map(([x, axes]) => ({ x, gamma: x.slice(-axes), beta: x.slice(-axes) })),
    attrs: ({ gamma }) => fc.record({ epsilon: epsilons, axes: fc.constant(gamma.length) }),
    errors: [
      {
        shapes: { x: [2, 3], gamma: [2], beta: [3] },
        message: 'layerNorm: gamma has the wrong shape: gamma [2], expected [3]. Reshape it.',
      },
      {
        shapes: { x: [2, 3], gamma: [3], beta: [3] },
        attrs: { axes: 3 },
        message:
          'layerNorm: a layer must have from 1 to as many axes as x: axes 3, x [2,3]. Give the number of axes counted from the last.',
      },
    ],
  },
);

describe('layerNorm', () => {
  it('normalizes each sample, then scales and shifts', () => {
    // numpy 2.4: m = x.mean(1, keepdims=True); v = ((x - m) ** 2).mean(1, keepdims=True); (x - m) / np.sqrt(v + 1e-5) * g + b
    const y = layerNorm(powers(), { gamma: tensor([1, 2, 0.5, -1]), beta: tensor([0, 1, 2, 3]) });
    const expected = [
      [-1.141007739570316, -0.2705487544510685, 2.1447111101873793, 1.5131401035789076],
      [-1.299184544618123, 0.02215924133722225, 2.203506679460711, 1.6189084349719105],
      [-1.317547893398264, 0.05788536395945465, 2.2119341820138194, 1.6352631526091022],
    ];
    expect(y.sub(tensor(expected)).abs().max().item()).toBeLessThan(1e-14);
  });
});
