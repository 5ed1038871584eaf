import fc from 'fast-check';
import { conv2d, convTranspose2d, Generator, ones, randn, tensor, type ConvTranspose2dAttrs, type Shape } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { pairs } from './window-cases.ts';

const shapes = fc
  .record({
    batch: fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.integer({ min: 1, max: 2 }) }),
    image: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })),
    window: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    groups: fc.integer({ min: 1, max: 2 }),
    inputs: fc.integer({ min: 1, max: 2 }),
    outputs: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ batch, image, window, groups, inputs, outputs }) => ({
    x: [batch, ...image, groups * inputs],
    filter: [...window, outputs, groups * inputs],
  }));

/** Padding that leaves something, and outputPadding below the stride. */
function attrs({ x, filter }: { readonly x: Shape; readonly filter: Shape }): fc.Arbitrary<ConvTranspose2dAttrs> {
  const groups = x[3]! % 2 === 0 ? fc.integer({ min: 1, max: 2 }) : fc.constant(1);
  return fc.tuple(pairs(1, 3), pairs(1, 2), groups).chain(([stride, dilation, parts]) => {
    const both = (pair: typeof stride): readonly [number, number] => (typeof pair === 'number' ? [pair, pair] : pair);
    const margin = (axis: 0 | 1): fc.Arbitrary<readonly [number, number]> => {
      const span = (x[axis + 1]! - 1) * both(stride)[axis] + (filter[axis]! - 1) * both(dilation)[axis] + 1;
      return fc
        .integer({ min: 0, max: Math.min(2, span - 1) })
        .chain((before) => fc.tuple(fc.constant(before), fc.integer({ min: 0, max: Math.min(2, span - 1 - before) })));
    };
    const more = (axis: 0 | 1): fc.Arbitrary<number> => fc.integer({ min: 0, max: both(stride)[axis] - 1 });
    return fc.oneof(
      fc.constant({ stride, dilation, groups: parts, padding: 'same' as const }),
      fc.record({
        stride: fc.constant(stride),
        dilation: fc.constant(dilation),
        groups: fc.constant(parts),
        padding: fc.tuple(margin(0), margin(1)),
        outputPadding: fc.tuple(more(0), more(1)),
      }),
    );
  });
}

describeOp(
  convTranspose2d,
  { x: anyReal, filter: anyReal },
  {
    shapes,
    attrs,
    nan: false,
    exception: 'NaN is tested without padding: in the filter it may or may not come through over padding',
    errors: [
      {
        shapes: { x: [1, 4, 4, 2], filter: [3, 3, 1, 3] },
        message:
          "convTranspose2d: x must be [N,H,W,C] and filter [FH,FW,D,C]: x [1,4,4,2], filter [3,3,1,3]. The filter's last axis is x's channels.",
      },
      {
        shapes: { x: [1, 4, 4, 3], filter: [3, 3, 1, 3] },
        attrs: { groups: 2 },
        message: 'convTranspose2d: groups must divide the channels of x: groups 2, x [1,4,4,3]. Use a divisor of 3.',
      },
      {
        shapes: { x: [1, 4, 4, 1], filter: [3, 3, 1, 1] },
        attrs: { stride: 2, outputPadding: 2 },
        message:
          'convTranspose2d: outputPadding must be less than the stride: outputPadding [2,2], stride [2,2]. Use pad for more rows of zeros.',
      },
      {
        shapes: { x: [1, 1, 4, 1], filter: [3, 3, 1, 1] },
        attrs: { padding: 2 },
        message: 'convTranspose2d: nothing is left of the result: x [1,1,4,1], filter [3,3,1,1], result [1,-1,2,1]. Use less padding.',
      },
      {
        shapes: { x: [1, 4, 4, 1], filter: [3, 3, 1, 1] },
        attrs: { padding: 'same', outputPadding: 1 },
        message:
          "convTranspose2d: padding 'same' leaves outputPadding no choice: outputPadding 1. Leave it out, or give the padding in pixels.",
      },
    ],
  },
);

describe('convTranspose2d', () => {
  it('is the adjoint of conv2d', () => {
    const generator = new Generator(0);
    const attributes = { stride: 2, padding: 1 } as const;
    const [x, filter] = [randn([2, 7, 5, 3], { generator }), randn([3, 3, 3, 4], { generator })];
    const y = conv2d(x, filter, attributes);
    const c = randn(y.shape, { generator });
    expect(y.mul(c).sum().item()).toBeCloseTo(
      x
        .mul(convTranspose2d(c, filter, attributes))
        .sum()
        .item(),
      12,
    );
  });

  it('writes a filter for each pixel', () => {
    // By hand: pixels 1 and 10, two apart, each times the filter 1, 2, 3.
    const y = convTranspose2d(tensor([1, 10]).reshape([1, 1, 2, 1]), tensor([1, 2, 3]).reshape([1, 3, 1, 1]), { stride: [1, 2] });
    expect(y.reshape([5]).toArray()).toEqual([1, 2, 13, 20, 30]);
  });

  // torch.nn.ConvTranspose2d's documented size: (H - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1.
  it.each([
    { attrs: { stride: 2, padding: 1 }, filter: 4, length: 14 },
    { attrs: { stride: 2, padding: 1, outputPadding: 1 }, filter: 3, length: 14 },
    { attrs: { stride: 3, dilation: 2 }, filter: 3, length: 23 },
    { attrs: { stride: 2, padding: 'same' as const }, filter: 5, length: 14 },
  ])('of 7 pixels with $attrs has $length', ({ attrs: given, filter, length }) => {
    expect(convTranspose2d(ones([1, 7, 7, 1]), ones([filter, filter, 1, 1]), given).shape).toEqual([1, length, length, 1]);
  });
});
