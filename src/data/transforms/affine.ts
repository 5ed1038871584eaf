import type { Transform } from './transform.ts';
import { imageOf, sample } from './image.ts';
import { amount } from './range.ts';

/** What every transform that moves pixels takes. */
export interface FillOptions {
  /** Value of pixels that come from beyond the border; default 0. */
  readonly fill?: number;
}

/** Options of `rotate`. */
export interface RotateOptions extends FillOptions {
  /** The angle is uniform from -degrees to degrees. */
  readonly degrees: number;
}

/**
 * Turns an image about its center by a random angle.
 *
 * Shapes: [height, width, channels] -> the same
 *
 * @example rotate({ degrees: 15 });
 */
export function rotate({ degrees, fill = 0 }: RotateOptions): Transform {
  const limit = amount('rotate', 'degrees', degrees);
  return (x, generator) => {
    const angle = (generator.uniform(-limit, limit) * Math.PI) / 180;
    return aboutCenter('rotate', x, Math.cos(angle), Math.sin(angle), fill);
  };
}

/** Options of `scale`. */
export interface ScaleOptions extends FillOptions {
  /** The factor is uniform within [low, high]; above 1 enlarges. */
  readonly range: readonly [low: number, high: number];
}

/**
 * Enlarges or shrinks what an image shows about its center; the image keeps its size.
 *
 * Shapes: [height, width, channels] -> the same
 *
 * @example scale({ range: [0.9, 1.1] });
 */
export function scale({ range: [low, high], fill = 0 }: ScaleOptions): Transform {
  amount('scale', 'range', Math.min(low, high), Number.MIN_VALUE);
  return (x, generator) => aboutCenter('scale', x, 1 / generator.uniform(low, high), 0, fill);
}

// Each place is looked up where the inverse map, [cos, sin; -sin, cos] about the center, puts it.
function aboutCenter(name: string, x: Parameters<Transform>[0], cos: number, sin: number, fill: number): ReturnType<Transform> {
  const image = imageOf(name, x);
  const [middleRow, middleColumn] = [(image.height - 1) / 2, (image.width - 1) / 2];
  const source = (row: number, column: number): [number, number] => {
    const [dy, dx] = [row - middleRow, column - middleColumn];
    return [middleRow + cos * dy - sin * dx, middleColumn + sin * dy + cos * dx];
  };
  return sample(image, source, fill);
}

/** Options of `shift`. */
export interface ShiftOptions extends FillOptions {
  /** Rows and columns are whole numbers from -pixels to pixels. */
  readonly pixels: number;
}

/**
 * Moves an image by a random number of rows and columns.
 *
 * Shapes: [height, width, channels] -> the same
 *
 * @example shift({ pixels: 2 });
 */
export function shift({ pixels, fill = 0 }: ShiftOptions): Transform {
  const limit = Math.floor(amount('shift', 'pixels', pixels));
  return (x, generator) => {
    const rows = generator.randint(-limit, limit + 1);
    const columns = generator.randint(-limit, limit + 1);
    return sample(imageOf('shift', x), (row, column) => [row - rows, column - columns], fill);
  };
}

/** Options of `crop`. */
export interface CropOptions extends FillOptions {
  /** Least part of height and of width that stays; the window is enlarged to the image's size. Default 0.8. */
  readonly part?: number;
}

/**
 * Cuts out a random window and enlarges it to the size of the image.
 *
 * Shapes: [height, width, channels] -> the same
 *
 * @example crop({ part: 0.9 });
 */
export function crop({ part = 0.8, fill = 0 }: CropOptions = {}): Transform {
  amount('crop', 'part', part, Number.MIN_VALUE, 1);
  return (x, generator) => {
    const image = imageOf('crop', x);
    const size = generator.uniform(part, 1);
    const top = generator.uniform(0, (1 - size) * (image.height - 1));
    const left = generator.uniform(0, (1 - size) * (image.width - 1));
    return sample(image, (row, column) => [top + size * row, left + size * column], fill);
  };
}

/** Options of `flip`. */
export interface FlipOptions {
  /** Default 0.5. */
  readonly probability?: number;
  /** 'horizontal' swaps left and right, 'vertical' top and bottom; default 'horizontal'. */
  readonly direction?: 'horizontal' | 'vertical';
}

/**
 * Mirrors an image at random.
 *
 * Shapes: [height, width, channels] -> the same
 *
 * @example flip();
 */
export function flip({ probability = 0.5, direction = 'horizontal' }: FlipOptions = {}): Transform {
  amount('flip', 'probability', probability, 0, 1);
  return (x, generator) => {
    const image = imageOf('flip', x);
    if (generator.uniform() >= probability) return { data: image.data, shape: x.shape };
    const { height, width } = image;
    return sample(image, (row, column) => (direction === 'horizontal' ? [row, width - 1 - column] : [height - 1 - row, column]), 0);
  };
}
