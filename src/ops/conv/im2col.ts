import { kernel, upload } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { col2im } from './col2im.ts';
import { patchesOf, type PatchAttrs } from './patches.ts';

/**
 * Images as a matrix with one row for each window: a convolution is then one matrix product. The adjoint of `col2im`.
 *
 * Shapes: `x` [N, H, W, C] -> [N * OH * OW, FH * FW * C]; rows in the order (n, oh, ow), columns in that of a filter
 * [FH, FW, C, D] reshaped to [FH * FW * C, D]: (fh, fw, c)
 *
 * The book, section 7.4.3; there images are [N, C, H, W], and columns go (c, fh, fw).
 *
 * @throws {ShapeError} if x is not [N, H, W, C], or no window fits; {ArgumentError} if size, stride, padding or dilation are no whole numbers.
 * @example im2col(ones([10, 7, 7, 3]), 5).shape; // [90, 75]
 */
export const im2col: Op<['x'], PatchAttrs, 'size'> = defineOp({
  name: 'im2col',
  inputs: ['x'],
  shorthand: 'size',
  promotes: 'float',
  outShape: ({ x }, attrs: PatchAttrs) => patchesOf('im2col', x.shape, attrs).matrix,
  forward: ({ x }, attrs) => {
    const { padded, windows, matrix, pixels } = patchesOf('im2col', x.shape, attrs);
    const [batch, height, width, channels] = padded as readonly [number, number, number, number];
    const paddings: [number, number][] = [
      [0, 0],
      [windows[0].before, windows[0].after],
      [windows[1].before, windows[1].after],
      [0, 0],
    ];
    const flat = reshape(kernel('PadV2', { x }, { paddings, constantValue: 0 }), [batch, height * width, channels]);
    const taken = kernel('GatherV2', { x: flat, indices: upload(x.device, pixels, [pixels.length], 'int32') }, { axis: 1, batchDims: 0 });
    return reshape(taken, matrix);
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => col2im(g, { ...attrs, shape })),
  }),
});

function reshape(x: Raw, shape: readonly number[]): Raw {
  return kernel('Reshape', { x }, { shape });
}
