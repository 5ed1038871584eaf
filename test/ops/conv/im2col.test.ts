import { col2im, conv2d, Generator, im2col, ones, randn, range } from 'megagrad';
import { anyReal } from 'megagrad/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeOp } from '../contract.ts';
import { patchesOf, type PatchAttrs } from '../../../src/ops/conv/patches.ts';
import { poolShapes, paddings, pairs } from './window-cases.ts';
import type { Shape } from 'megagrad';

function patchAttrs(x: Shape): fc.Arbitrary<PatchAttrs> {
  return fc
    .tuple(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })), pairs(1, 2), pairs(1, 2))
    .chain(([size, stride, dilation]) => {
      const [down, right] = typeof dilation === 'number' ? [dilation, dilation] : dilation;
      return paddings(x, [(size[0] - 1) * down + 1, (size[1] - 1) * right + 1], 3).map((padding) => ({ size, stride, dilation, padding }));
    });
}

describeOp(
  im2col,
  { x: anyReal },
  {
    shapes: poolShapes,
    attrs: ({ x }) => patchAttrs(x),
    errors: [
      { shapes: { x: [4, 4] }, attrs: { size: 2 }, message: 'im2col: images must be [N,H,W,C]: got [4,4]. Reshape or transpose them.' },
      {
        shapes: { x: [1, 4, 4, 1] },
        attrs: { size: 0 },
        message: 'im2col: size must be whole numbers from 1: size 0. Give one number, or [height, width].',
      },
    ],
  },
);

// The matrix's shape follows from the attributes: the case is drawn whole and handed over.
const made = new WeakMap<object, PatchAttrs & { readonly shape: Shape }>();
const matrices = poolShapes
  .chain(({ x }) => patchAttrs(x).map((attrs) => ({ ...attrs, shape: x })))
  .map((attrs): { x: Shape } => {
    const shapes = { x: patchesOf('col2im', attrs.shape, attrs).matrix };
    made.set(shapes, attrs);
    return shapes;
  });

describeOp(
  col2im,
  { x: anyReal },
  {
    shapes: matrices,
    attrs: (shapes) => fc.constant(made.get(shapes)!),
    errors: [
      {
        shapes: { x: [4, 5] },
        attrs: { shape: [1, 3, 3, 1], size: 2 },
        message: 'col2im: x must have the shape that im2col gives: x [4,5], expected [4,4], shape [1,3,3,1]. Check size and stride.',
      },
    ],
  },
);

describe('im2col', () => {
  // DeZero step 57: 7 x 7 images of 3 channels under 5 x 5 windows.
  it('has the shapes of step 57', () => {
    expect(im2col(ones([1, 7, 7, 3]), 5).shape).toEqual([9, 75]);
    expect(im2col(ones([10, 7, 7, 3]), 5).shape).toEqual([90, 75]);
  });

  it('orders rows by window and columns by place and channel', () => {
    const rows = im2col(range(12).reshape([1, 2, 3, 2]), 2).toArray();
    expect(rows).toEqual([
      [0, 1, 2, 3, 6, 7, 8, 9],
      [2, 3, 4, 5, 8, 9, 10, 11],
    ]);
  });

  it('turns a convolution into a matrix product', () => {
    const generator = new Generator(2);
    const [x, filter] = [randn([2, 6, 5, 3], { generator }), randn([3, 2, 3, 4], { generator })];
    const attrs = { stride: 2, padding: 1 };
    const y = conv2d(x, filter, attrs);
    const product = im2col(x, { size: [3, 2], ...attrs }).matMul(filter.reshape([18, 4]));
    const difference = y.sub(product.reshape(y.shape)).abs().max().item();
    expect(difference).toBeLessThan(1e-14);
  });
});

describe('col2im', () => {
  it('is the adjoint of im2col', () => {
    const generator = new Generator(3);
    const x = randn([2, 5, 4, 3], { generator });
    const attrs = { size: 3, stride: 2, padding: 1 };
    const columns = im2col(x, attrs);
    const c = randn(columns.shape, { generator });
    expect(columns.mul(c).sum().item()).toBeCloseTo(
      x
        .mul(col2im(c, { ...attrs, shape: x.shape }))
        .sum()
        .item(),
      12,
    );
  });
});
