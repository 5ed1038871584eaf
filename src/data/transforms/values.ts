import { floats } from './image.ts';
import { amount } from './range.ts';
import type { Transform } from './transform.ts';

/** Options of `brightness`. */
export interface BrightnessOptions {
  /** The factor is uniform from 1 - by to 1 + by. */
  readonly by: number;
  /** Values above are cut; default 1, for images divided by 255. */
  readonly max?: number;
}

/**
 * Makes an image brighter or darker by a random factor.
 *
 * Shapes: [...] -> the same
 *
 * @example brightness({ by: 0.3 });
 */
export function brightness({ by, max = 1 }: BrightnessOptions): Transform {
  amount('brightness', 'by', by, 0, 1);
  return ({ data, shape }, generator) => {
    const factor = generator.uniform(1 - by, 1 + by);
    return { data: floats(data).map((value: number) => Math.min(max, value * factor)), shape };
  };
}

/** Options of `noise`. */
export interface NoiseOptions {
  /** Standard deviation. */
  readonly std: number;
}

/**
 * Adds normal noise.
 *
 * Shapes: [...] -> the same
 *
 * @example noise({ std: 0.05 });
 */
export function noise({ std }: NoiseOptions): Transform {
  amount('noise', 'std', std);
  return ({ data, shape }, generator) => ({ data: floats(data).map((value: number) => value + std * generator.normal()), shape });
}
