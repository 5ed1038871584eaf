import fc from 'fast-check';
import { localResponseNorm, tensor, type LocalResponseNormAttrs } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { localResponseNormGrad } from '../../../src/ops/norm/local-response-norm-grad.ts';
import { describeOp } from '../contract.ts';

const shapes = fc
  .record({ batch: fc.integer({ min: 1, max: 2 }), height: fc.integer({ min: 1, max: 2 }), channels: fc.integer({ min: 1, max: 6 }) })
  .map(({ batch, height, channels }) => ({ x: [batch, height, 2, channels] }));
const attrs = fc.record({
  depthRadius: fc.integer({ min: 0, max: 3 }),
  bias: fc.constantFrom(1, 2),
  alpha: fc.constantFrom(0.1, 0.5),
  beta: fc.constantFrom(0.5, 0.75),
});

describeOp(
  localResponseNorm,
  { x: anyReal },
  {
    shapes,
    attrs,
    errors: [
      { shapes: { x: [2, 3] }, message: 'localResponseNorm: x must be [N,H,W,C]: x [2,3]. Reshape or transpose it.' },
      {
        shapes: { x: [1, 1, 1, 3] },
        attrs: { depthRadius: -1 },
        message: 'localResponseNorm: depthRadius must be a whole number from 0: depthRadius -1. Give the channels on each side.',
      },
    ],
  },
);

describeOp(
  localResponseNormGrad,
  { dy: anyReal, x: anyReal, y: anyReal },
  { shapes: shapes.map(({ x }) => ({ dy: x, x, y: x })), attrs, orders: 0 },
);

describe('localResponseNorm', () => {
  it("is AlexNet's x / (2 + 1e-4 sum)^0.75 over five channels", () => {
    const x = [10, -20, 30, 40, 5, 60];
    // By the formula of section 3.3, k = 2, n = 5: the sum is over channels c - 2 to c + 2.
    const expected = x.map(
      (v, c) => v / (2 + 1e-4 * x.slice(Math.max(0, c - 2), c + 3).reduce((sum, other) => sum + other * other, 0)) ** 0.75,
    );
    const attributes: LocalResponseNormAttrs = {};
    const y = localResponseNorm(tensor(x).reshape([1, 1, 1, 6]), attributes).reshape([6]);
    expect(y.sub(tensor(expected)).abs().max().item()).toBeLessThan(1e-14);
  });
});
