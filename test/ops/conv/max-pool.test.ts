import { grad, maxPool, ones, tensor } from 'megagrad';
import { distinct } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { poolAttrs, poolShapes } from './window-cases.ts';

describeOp(
  maxPool,
  { x: distinct },
  {
    shapes: poolShapes,
    attrs: poolAttrs,
    errors: [
      { shapes: { x: [4, 4] }, attrs: { size: 2 }, message: 'maxPool: x must be [N,H,W,C]: x [4,4]. Reshape or transpose it.' },
      {
        shapes: { x: [1, 3, 1, 1] },
        attrs: { size: 2 },
        message:
          'maxPool: the window does not fit into the image: x [1,3,1,1], window [2,2] (axis 2: 2 of 1). Use a smaller window or more padding.',
      },
      {
        shapes: { x: [1, 4, 4, 1] },
        attrs: { size: 2, padding: 2 },
        message:
          'maxPool: a window would lie in the padding alone: x [1,4,4,1], size [2,2], padding 2. Keep the padding smaller than the window.',
      },
    ],
  },
);

describe('maxPool', () => {
  it('gives the gradient to the first of equals', () => {
    const x = tensor([3, 3, 1, 3]).reshape([1, 2, 2, 1]);
    x.setRequiresGrad();
    const [g] = grad(maxPool(x, 2).sum(), [x]);
    expect(g!.reshape([4]).toArray()).toEqual([1, 0, 0, 0]);
  });

  it('adds up where windows overlap', () => {
    const x = tensor([1, 9, 2], { requiresGrad: true });
    const [g] = grad(maxPool(x.reshape([1, 1, 3, 1]), { size: [1, 2], stride: 1 }).sum(), [x]);
    expect(g!.toArray()).toEqual([0, 2, 0]);
  });

  it('takes no padding for a maximum', () => {
    expect(
      maxPool(tensor([-2, -1]).reshape([1, 1, 2, 1]), { size: [1, 3], stride: 1, padding: [0, 1] })
        .reshape([2])
        .toArray(),
    ).toEqual([-1, -1]);
  });

  it('lets NaN win', () => {
    expect(
      maxPool(tensor([1, NaN, 3, 4]).reshape([1, 1, 4, 1]), [1, 2])
        .reshape([2])
        .toArray(),
    ).toEqual([NaN, 4]);
  });

  // DeZero step 57: pooling of (1, 5, 15, 15) with a 3 x 3 window, stride 1, padding 1 is (1, 5, 15, 15).
  it('has the shape of step 57', () => {
    expect(maxPool(ones([1, 15, 15, 5]), { size: 3, stride: 1, padding: 1 }).shape).toEqual([1, 15, 15, 5]);
  });
});
