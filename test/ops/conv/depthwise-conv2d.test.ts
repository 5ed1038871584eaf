import { depthwiseConv2d, stack, conv2d, type Tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { Generator, randn } from 'megagrad';
import { describeOp } from '../contract.ts';
import { convAttrs, convShapes } from './window-cases.ts';

describeOp(
  depthwiseConv2d,
  { x: anyReal, filter: anyReal },
  {
    shapes: convShapes.map(({ x, filter }) => ({ x, filter: [filter[0]!, filter[1]!, x[3]!, 2] })),
    attrs: ({ x, filter }) => convAttrs({ x, filter }).map(({ groups: _, ...attrs }) => attrs),
    nan: false,
    exception: 'NaN over padding as in conv2d',
    errors: [
      {
        shapes: { x: [1, 4, 4, 3], filter: [3, 3, 2, 1] },
        message:
          "depthwiseConv2d: x must be [N,H,W,C] and filter [FH,FW,C,M]: x [1,4,4,3], filter [3,3,2,1]. The filter's third axis is x's channels.",
      },
    ],
  },
);

describe('depthwiseConv2d', () => {
  it('convolves each channel by itself', () => {
    const generator = new Generator(1);
    const [x, filter] = [randn([2, 5, 5, 3], { generator }), randn([3, 3, 3, 2], { generator })];
    const only = (t: Tensor, axis: number, c: number): Tensor =>
      t.slice({ begin: t.shape.map((_, k) => (k === axis ? c : 0)), size: t.shape.map((length, k) => (k === axis ? 1 : length)) });
    const apart = [0, 1, 2].map((c) => conv2d(only(x, 3, c), only(filter, 2, c)));
    expect(depthwiseConv2d(x, filter).toArray()).toEqual(stack(apart, 3).reshape([2, 3, 3, 6]).toArray());
  });
});
