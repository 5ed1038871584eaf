import type { Tensor } from '../../graph/tensor.ts';
import { sizeOf, type Shape } from '../../core/shape.ts';
import { numberText } from '../number-text.ts';

/** What a debugger needs of a tensor's values. */
export interface ValueRange {
  readonly shape: Shape;
  /** Of the finite values; both null if there are none. */
  readonly min: number | null;
  readonly max: number | null;
  readonly nans: number;
  readonly infinities: number;
}

/** The range of a tensor or a number operand. @throws {DeviceError} on webgpu, which only reads asynchronously. */
export function rangeOf(value: Tensor | number): ValueRange {
  const values = typeof value === 'number' ? [value] : value.dataSync();
  let [min, max, nans, infinities] = [Infinity, -Infinity, 0, 0];
  for (const one of values) {
    if (Number.isNaN(one)) nans++;
    else if (!Number.isFinite(one)) infinities++;
    else {
      if (one < min) min = one;
      if (one > max) max = one;
    }
  }
  const shape = typeof value === 'number' ? [] : value.shape;
  return min > max ? { shape, min: null, max: null, nans, infinities } : { shape, min, max, nans, infinities };
}

/** `[2,3] from -1 to 4, 2 of 6 NaN`. */
export function rangeText({ shape, min, max, nans, infinities }: ValueRange): string {
  const size = sizeOf(shape);
  const finite = min === null || max === null ? [] : [min === max ? numberText(min) : `from ${numberText(min)} to ${numberText(max)}`];
  const bad = [nans > 0 ? `${nans} of ${size} NaN` : '', infinities > 0 ? `${infinities} of ${size} infinite` : ''].filter(Boolean);
  return `${shape.length === 0 ? 'scalar' : `[${shape.join(',')}]`} ${size === 0 ? 'empty' : [...finite, ...bad].join(', ')}`;
}

export function isFiniteRange({ nans, infinities }: ValueRange): boolean {
  return nans === 0 && infinities === 0;
}
