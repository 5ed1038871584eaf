import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import { imageOf } from './image.ts';
import { pixels, type SizeOptions } from './size.ts';
import type { Transform } from './transform.ts';

/**
 * Cuts out the middle of an image; where the rest is odd, it is a pixel nearer to the top and to the left.
 *
 * Shapes: [height, width, channels] -> [*size, channels]
 *
 * @throws {ArgumentError} if the size is not whole pixels; {ShapeError} if x is not an image, or is smaller.
 * @example compose(resize({ size: 256 }), centerCrop({ size: 224 }));
 */
export function centerCrop(options: SizeOptions): Transform {
  const size = pixels('centerCrop', options);
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  return (x) => {
    const image = imageOf('centerCrop', x);
    const { channels } = image;
    if (image.height < height || image.width < width) {
      throw new ShapeError(`centerCrop: the image is too small: x ${format(x.shape)}, size ${height} x ${width}. Use resize() before.`, {
        x: x.shape,
      });
    }
    const [top, left] = [Math.floor((image.height - height) / 2), Math.floor((image.width - width) / 2)];
    const row = width * channels;
    const data = image.data.slice(0, height * row);
    for (let i = 0; i < height; i++) {
      const from = ((top + i) * image.width + left) * channels;
      data.set(image.data.subarray(from, from + row), i * row);
    }
    return { data, shape: [height, width, channels] };
  };
}
