import { avgPool, grad, ones, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { poolAttrs, poolShapes } from './window-cases.ts';

describeOp(
  avgPool,
  { x: anyReal },
  {
    shapes: poolShapes,
    attrs: poolAttrs,
    errors: [{ shapes: { x: [4, 4] }, attrs: { size: 2 }, message: 'avgPool: x must be [N,H,W,C]: x [4,4]. Reshape or transpose it.' }],
  },
);

describe('avgPool', () => {
  it('divides by the pixels inside the image', () => {
    const y = avgPool(tensor([2, 4, 8]).reshape([1, 1, 3, 1]), { size: [1, 3], stride: 1, padding: [0, 1] });
    expect(y.reshape([3]).toArray()).toEqual([3, 14 / 3, 6]);
  });

  it('spreads the gradient over the window', () => {
    const x = ones([1, 2, 2, 1], { requiresGrad: true });
    const [g] = grad(avgPool(x, 2).sum(), [x]);
    expect(g!.reshape([4]).toArray()).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});
