import { rmsNorm, tensor, type RmsNormOptions, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { channelLast, epsilons, powers } from './norm-cases.ts';

const scaled = (x: Tensor, gamma: Tensor, options: RmsNormOptions = {}): Tensor => rmsNorm(x, { ...options, gamma });

describeOp(
  scaled,
  { x: anyReal, gamma: anyReal },
  {
    name: 'rmsNorm',
    shapes: channelLast.map((x) => ({ x, gamma: x.slice(-1) })),
    attrs: fc.record({ epsilon: epsilons }),
    errors: [{ shapes: { x: [2, 3], gamma: [2] }, message: 'rmsNorm: gamma has the wrong shape: gamma [2], expected [3]. Reshape it.' }],
  },
);

describe('rmsNorm', () => {
  it('divides by the root of the mean square', () => {
    // numpy 2.4: x / np.sqrt((x ** 2).mean(-1, keepdims=True) + 1e-6)
    const expected = [
      [0, 0.3333333148148164, 0.9428089892037878, 1.7320507113438406],
      [0.5850179377374854, 0.8175874230235982, 1.074746578374104, 1.3543354787945983],
      [0.7571976384245188, 0.9035205493979531, 1.0582158699497066, 1.2208527844450594],
    ];
    expect(rmsNorm(powers()).sub(tensor(expected)).abs().max().item()).toBeLessThan(1e-15);
  });
});
