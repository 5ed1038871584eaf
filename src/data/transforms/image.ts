import { ShapeError } from '../../core/errors.ts';
import { format } from '../../core/shape.ts';
import type { HostArray } from '../host-array.ts';

/** An image of floats with its lengths at hand. */
export interface FloatImage {
  readonly data: Float32Array | Float64Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * The input of a transform as an image; integers become float32.
 *
 * @throws {ShapeError} if it is not [height, width, channels].
 * @internal
 */
export function imageOf(transform: string, { data, shape }: HostArray): FloatImage {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    const message = `${transform}: must have shape [height,width,channels], got ${format(shape)}. Load images with flatten: false, and end with flatten().`;
    throw new ShapeError(message, { x: shape });
  }
  return { data: floats(data), height, width, channels };
}

/** The values as they are if they are floats, else as float32. @internal */
export function floats(data: HostArray['data']): Float32Array | Float64Array {
  return data instanceof Float32Array || data instanceof Float64Array ? data : Float32Array.from(data);
}

/**
 * The image that has at (row, column) what `source` names there: a place in `image`, between pixels by bilinear interpolation, beyond the
 * border `fill`.
 *
 * @internal
 */
export function sample(image: FloatImage, source: (row: number, column: number) => readonly [number, number], fill: number): HostArray {
  const { height, width, channels } = image;
  const data = image.data.slice();
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, x] = source(row, column);
      for (let channel = 0; channel < channels; channel++) data[to++] = interpolate(image, y, x, channel, fill);
    }
  }
  return { data, shape: [height, width, channels] };
}

function interpolate(image: FloatImage, y: number, x: number, channel: number, fill: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const [down, right] = [y - top, x - left];
  let value = (1 - down) * (1 - right) * pixel(image, top, left, channel, fill);
  if (right > 0) value += (1 - down) * right * pixel(image, top, left + 1, channel, fill);
  if (down > 0) value += down * (1 - right) * pixel(image, top + 1, left, channel, fill);
  if (right > 0 && down > 0) value += down * right * pixel(image, top + 1, left + 1, channel, fill);
  return value;
}

function pixel({ data, height, width, channels }: FloatImage, row: number, column: number, channel: number, fill: number): number {
  return row >= 0 && row < height && column >= 0 && column < width ? data[(row * width + column) * channels + channel]! : fill;
}
