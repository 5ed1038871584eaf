import { conv2d, ones, range, tensor } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { convAttrs, convShapes, pairs } from './window-cases.ts';

describeOp(
  conv2d,
  { x: anyReal, filter: anyReal },
  {
    shapes: convShapes,
    attrs: convAttrs,
    // Where the padding lies under a weight that is NaN, 0 * NaN counts on some devices and is left out on others.
    nan: false,
    exception: 'NaN is tested without padding: in the filter it may or may not come through over padding',
    errors: [
      {
        shapes: { x: [1, 4, 4], filter: [3, 3, 1, 1] },
        message: 'conv2d: x must be [N,H,W,C] and filter [FH,FW,C,D]: x [1,4,4], filter [3,3,1,1]. Reshape or transpose them.',
      },
      {
        shapes: { x: [1, 4, 4, 3], filter: [3, 3, 1, 2] },
        message:
          "conv2d: the filter's third axis must be x's channels: x [1,4,4,3], filter [3,3,1,2] (1 instead of 3). Filters are [FH,FW,C,D].",
      },
      {
        shapes: { x: [1, 2, 4, 1], filter: [3, 3, 1, 2] },
        message:
          'conv2d: the window does not fit into the image: x [1,2,4,1], window [3,3] (axis 1: 3 of 2). Use a smaller window or more padding.',
      },
      {
        shapes: { x: [1, 4, 4, 3], filter: [3, 3, 1, 2] },
        attrs: { groups: 2 },
        message:
          'conv2d: groups must divide the channels of x and of the result: groups 2, x [1,4,4,3], filter [3,3,1,2]. Use a common divisor of 3 and 2.',
      },
      {
        shapes: { x: [1, 4, 4, 1], filter: [3, 3, 1, 2] },
        attrs: { stride: 0 },
        message: 'conv2d: stride must be whole numbers from 1: stride 0. Give one number, or [height, width].',
      },
      {
        shapes: { x: [1, 4, 4, 1], filter: [3, 3, 1, 2] },
        attrs: { padding: [0, -1] },
        message:
          "conv2d: padding must be whole numbers from 0: padding [0,-1]. Give 'same', 'valid', pixels, or [[top, bottom], [left, right]].",
      },
    ],
  },
);

describeOp(
  conv2d,
  { x: anyReal, filter: anyReal },
  {
    name: 'conv2d without padding',
    shapes: convShapes.filter(({ x, filter }) => x[1]! >= filter[0]! && x[2]! >= filter[1]!),
    attrs: ({ x, filter }) => pairs(1, 3).map((stride) => ({ stride, groups: x[3]! / filter[2]! })),
  },
);

describe('conv2d', () => {
  it('slides without flipping the filter', () => {
    // By hand: each 2 x 2 window of 0..8 with weights 1, 2, 3, 4.
    const y = conv2d(range(9).reshape([1, 3, 3, 1]), tensor([1, 2, 3, 4]).reshape([2, 2, 1, 1]));
    expect(y.reshape([2, 2]).toArray()).toEqual([
      [27, 37],
      [57, 67],
    ]);
  });

  // The book, section 7.2.4: OH = (H + 2P - FH) / S + 1.
  it.each([
    { image: [4, 4], filter: 3, padding: 1, stride: 1, result: [4, 4] },
    { image: [7, 7], filter: 3, padding: 0, stride: 2, result: [3, 3] },
    { image: [28, 31], filter: 5, padding: 2, stride: 3, result: [10, 11] },
  ])('of $image with padding $padding and stride $stride gives $result', ({ image, filter, padding, stride, result }) => {
    expect(conv2d(ones([1, ...image, 1]), ones([filter, filter, 1, 1]), { padding, stride }).shape).toEqual([1, ...result, 1]);
  });

  // DeZero step 57: conv2d of (1, 5, 15, 15) with 8 filters of 3 x 3, stride 1, padding 1 is (1, 8, 15, 15).
  it('has the shape of step 57', () => {
    expect(conv2d(ones([1, 15, 15, 5]), ones([3, 3, 5, 8]), { padding: 1 }).shape).toEqual([1, 15, 15, 8]);
  });

  it("has ceil(length / stride) windows with padding 'same'", () => {
    expect(conv2d(ones([1, 7, 8, 1]), ones([3, 3, 1, 1]), { padding: 'same', stride: 2 }).shape).toEqual([1, 4, 4, 1]);
  });

  it('of 1 x 1 is the same linear map of every pixel', () => {
    const x = range(8).reshape([1, 2, 2, 2]);
    const weight = tensor([
      [1, -1, 2],
      [0.5, 3, 0],
    ]);
    expect(conv2d(x, weight.reshape([1, 1, 2, 3])).toArray()).toEqual(x.matMul(weight).toArray());
  });

  it('reads a 5 x 5 field through two 3 x 3 filters', () => {
    // The book, section 8.1.3: the receptive field of one result pixel, found by where its gradient is.
    const x = ones([1, 7, 7, 1], { requiresGrad: true });
    const filter = ones([3, 3, 1, 1]);
    const y = conv2d(conv2d(x, filter), filter);
    y.slice({ begin: [0, 1, 1, 0], size: [1, 1, 1, 1] })
      .sum()
      .backward();
    const seen = x.grad!.reshape([7, 7]).notEqual(0).cast('int32');
    expect(seen.sum().item()).toBe(25);
    expect(
      seen
        .slice({ begin: [1, 1], size: [5, 5] })
        .sum()
        .item(),
    ).toBe(25);
  });
});
