import { kernel } from '../../backend/kernel.ts';
import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { defineOp } from '../../graph/define-op.ts';
import type { Op } from '../../graph/op.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { create } from '../creation/tensor.ts';
import { matMul } from '../linalg/mat-mul.ts';
import { reshape } from './reshape.ts';

/** How many times larger height and width become, and how the pixels between are found: copied (`nearest`, default) or `bilinear`. */
export interface UpsampleAttrs {
  readonly scale: number | readonly [height: number, width: number];
  readonly mode?: 'nearest' | 'bilinear';
}

/**
 * Images enlarged by whole factors. Pixels are squares whose centers lie at halves, as in PyTorch's Upsample.
 *
 * Shapes: `x` [N, H, W, C] -> [N, H * scale, W * scale, C]
 *
 * @throws {ShapeError} if x has not four axes; {ArgumentError} if a factor is not a whole number from 1.
 * @example upsample(tensor([[[[1], [2]]]]), 2).toArray(); // [[[[1], [1], [2], [2]], [[1], [1], [2], [2]]]]
 */
export const upsample: Op<['x'], UpsampleAttrs, 'scale'> = defineOp({
  name: 'upsample',
  inputs: ['x'],
  shorthand: 'scale',
  promotes: 'float',
  outShape: ({ x }, attrs: UpsampleAttrs) => {
    if (x.shape.length !== 4)
      throw new ShapeError(`upsample: x must be images [N,H,W,C]: x ${format(x.shape)}. Add the missing axes with expandDims.`, {
        x: x.shape,
      });
    const [height, width] = factors(attrs);
    if (![height, width].every((factor) => Number.isInteger(factor) && factor >= 1)) {
      throw new ArgumentError(
        `upsample: scale must be whole numbers from 1: scale ${format([height, width])}. Give one factor, or one each for height and width.`,
        'scale',
        attrs.scale,
      );
    }
    return enlarged(x.shape, attrs);
  },
  forward: ({ x }, attrs) => {
    const [, height, width] = enlarged(x.shape, attrs) as readonly [number, number, number, number];
    const kernelAttrs = { alignCorners: false, halfPixelCenters: true, size: [height, width] as [number, number] };
    return attrs.mode === 'bilinear'
      ? kernel('ResizeBilinear', { images: x }, kernelAttrs)
      : kernel('ResizeNearestNeighbor', { images: x }, kernelAttrs);
  },
  // tfjs's gradient kernels know no half-pixel centers. Enlarging is a matrix product along each axis: its transpose is another.
  vjp: (saving) => ({
    x: saving([], (g, _, { attrs, shape }) => shrunk(g, shape, attrs)),
  }),
});

function factors({ scale }: UpsampleAttrs): readonly [number, number] {
  return typeof scale === 'number' ? [scale, scale] : scale;
}

function enlarged(shape: Shape, attrs: UpsampleAttrs): Shape {
  const [height, width] = factors(attrs);
  return [shape[0]!, shape[1]! * height, shape[2]! * width, shape[3]!];
}

function shrunk(g: Tensor, shape: Shape, attrs: UpsampleAttrs): Tensor {
  const [batch, height, width, channels] = shape as readonly [number, number, number, number];
  const [byHeight, byWidth] = factors(attrs);
  const wide = width * byWidth;
  const rows = matMul(weights(g, height, byHeight, attrs), reshape(g, { shape: [batch, height * byHeight, wide * channels] }));
  const columns = matMul(weights(g, width, byWidth, attrs), reshape(rows, { shape: [batch * height, wide, channels] }));
  return reshape(columns, { shape });
}

/** [length, length * factor]: the share of each source pixel in each result pixel. */
function weights(like: Tensor, length: number, factor: number, { mode }: UpsampleAttrs): Tensor {
  const long = length * factor;
  const shares = new Float64Array(length * long);
  for (let at = 0; at < long; at++) {
    const source = mode === 'bilinear' ? Math.min(Math.max((at + 0.5) / factor - 0.5, 0), length - 1) : Math.floor((at + 0.5) / factor);
    const low = Math.floor(source);
    shares[low * long + at]! += 1 - (source - low);
    if (source > low) shares[(low + 1) * long + at]! += source - low;
  }
  return create(shares, [length, long], { device: like.device });
}
