import { globalAvgPool, globalMaxPool, grad, tensor } from 'megagrad';
import { anyReal, distinct } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { poolShapes } from './window-cases.ts';

describeOp(
  globalAvgPool,
  { x: anyReal },
  {
    shapes: poolShapes,
    errors: [{ shapes: { x: [2, 3] }, message: 'globalAvgPool: x must be [N,H,W,C]: x [2,3]. Reshape or transpose it.' }],
  },
);
describeOp(
  globalMaxPool,
  { x: distinct },
  {
    shapes: poolShapes,
    errors: [{ shapes: { x: [2, 3, 1] }, message: 'maxPool: x must be [N,H,W,C]: x [2,3,1]. Reshape or transpose it.' }],
  },
);

describe('globalMaxPool', () => {
  it('gives the gradient to the first of equals', () => {
    const x = tensor([5, 5, 5, 1], { requiresGrad: true });
    const [g] = grad(globalMaxPool(x.reshape([1, 2, 2, 1])).sum(), [x]);
    expect(g!.toArray()).toEqual([1, 0, 0, 0]);
  });
});
