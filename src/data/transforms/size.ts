import { ArgumentError } from '../../core/errors.ts';

/** Options of `resize` and `centerCrop`. */
export interface SizeOptions {
  /** [height, width]. For `centerCrop` a number is both; for `resize` it is the shorter side, and the shape of the image is kept. */
  readonly size: number | readonly [height: number, width: number];
}

/**
 * A size of whole pixels.
 *
 * @throws {ArgumentError} if it is not.
 * @internal
 */
export function pixels(transform: string, { size }: SizeOptions): number | readonly [height: number, width: number] {
  const sides = typeof size === 'number' ? [size] : size;
  if (sides.every((side) => Number.isInteger(side) && side > 0)) return size;
  throw new ArgumentError(`${transform}: size must be pixels, whole numbers from 1, got ${sides.join(' x ')}.`, 'size', size);
}
