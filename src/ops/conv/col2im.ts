import { kernel, upload } from '../../backend/kernel.ts';
import type { Raw } from '../../backend/raw.ts';
import { ShapeError } from '../../core/errors.ts';
import { format, sameShape, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import { im2col } from './im2col.ts';
import { patchesOf, type PatchAttrs } from './patches.ts';

/** The attributes of `im2col`, and the images' shape. */
export interface Col2imAttrs extends PatchAttrs {
  /** [N, H, W, C]. */
  readonly shape: Shape;
}

/**
 * Images from the matrix of their windows, overlapping pixels added up: the adjoint of `im2col`, not its inverse.
 *
 * Shapes: `x` [N * OH * OW, FH * FW * C] -> `shape` [N, H, W, C]
 *
 * The book, section 7.4.4 (`col2im`).
 *
 * @throws {ShapeError} if x is not what `im2col` gives for `shape`; {ArgumentError} if size, stride, padding or dilation are no whole numbers.
 * @example col2im(ones([4, 4]), { shape: [1, 3, 3, 1], size: 2 }).reshape([3, 3]).toArray(); // [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
 */
export const col2im: Op<['x'], Col2imAttrs> = defineOp({
  name: 'col2im',
  inputs: ['x'],
  promotes: 'float',
  outShape: ({ x }, attrs: Col2imAttrs) => {
    const { matrix } = patchesOf('col2im', attrs.shape, attrs);
    if (!sameShape(x.shape, matrix)) {
      throw new ShapeError(
        `col2im: x must have the shape that im2col gives: x ${format(x.shape)}, expected ${format(matrix)}, shape ${format(attrs.shape)}. Check size and stride.`,
        {
          x: x.shape,
          shape: attrs.shape,
        },
      );
    }
    return attrs.shape;
  },
  forward: ({ x }, attrs) => {
    const { padded, windows, pixels } = patchesOf('col2im', attrs.shape, attrs);
    const [batch, height, width, channels] = padded as readonly [number, number, number, number];
    // Pixels lead, so that one scatter adds for all images.
    const leading = kernel('Transpose', { x: reshape(x, [batch, pixels.length, channels]) }, { perm: [1, 0, 2] });
    const sums = kernel(
      'ScatterNd',
      { indices: upload(x.device, pixels, [pixels.length, 1], 'int32'), updates: reshape(leading, [pixels.length, batch * channels]) },
      { shape: [height * width, batch * channels] },
    );
    const images = kernel('Transpose', { x: reshape(sums, [height * width, batch, channels]) }, { perm: [1, 0, 2] });
    return kernel('Slice', { x: reshape(images, padded) }, { begin: [0, windows[0].before, windows[1].before, 0], size: [...attrs.shape] });
  },
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs: { size, stride = 1, padding = 0, dilation = 1 } }) => im2col(g, { size, stride, padding, dilation })),
  }),
});

function reshape(x: Raw, shape: Shape): Raw {
  return kernel('Reshape', { x }, { shape });
}
