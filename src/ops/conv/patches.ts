import { ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';
import { wholePair, windowsOver, type Pair, type WindowAttrs, type Windows } from './window.ts';

/** The window whose pixels become a row, and how it moves. */
export interface PatchAttrs extends WindowAttrs {
  /** Pixels of the window: [FH, FW], or one number. */
  readonly size: Pair;
}

/** The patches of images. @internal */
export interface Patches {
  readonly windows: Windows;
  /** Images with their padding: [N, height, width, C]. */
  readonly padded: Shape;
  /** The matrix: [N * OH * OW, FH * FW * C]. */
  readonly matrix: Shape;
  /** The padded image's flat pixel for each place of each window; as many for every image. */
  readonly pixels: Int32Array;
}

/** The patches of images [N, H, W, C]. @internal */
export function patchesOf(op: string, images: Shape, attrs: PatchAttrs): Patches {
  if (images.length !== 4)
    throw new ShapeError(`${op}: images must be [N,H,W,C]: got ${format(images)}. Reshape or transpose them.`, { images });
  const size = wholePair(op, 'size', attrs.size, 1);
  const windows = windowsOver(op, images, size, attrs);
  const [rows, columns] = windows;
  const padded = [images[0]!, images[1]! + rows.before + rows.after, images[2]! + columns.before + columns.after, images[3]!];
  return {
    windows,
    padded,
    matrix: [images[0]! * rows.output * columns.output, size[0] * size[1] * images[3]!],
    pixels: pixelsOf(windows, size, padded[2]!),
  };
}

function pixelsOf([rows, columns]: Windows, [height, width]: readonly [number, number], paddedWidth: number): Int32Array {
  const pixels = new Int32Array(rows.output * columns.output * height * width);
  let at = 0;
  for (let outY = 0; outY < rows.output; outY++) {
    for (let outX = 0; outX < columns.output; outX++) {
      for (let y = 0; y < height; y++) {
        const row = (outY * rows.stride + y * rows.dilation) * paddedWidth;
        for (let x = 0; x < width; x++) pixels[at++] = row + outX * columns.stride + x * columns.dilation;
      }
    }
  }
  return pixels;
}
