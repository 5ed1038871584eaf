/** What two devices made of the same inputs: values of one tensor each. */
export interface Difference {
  /** Largest |a - b| over the largest |b|, or over `floor` if that is larger. */
  readonly relative: number;
  /** Place of the worst element, -1 if there is none. */
  readonly at: number;
}

/**
 * Compares with the oracle's values, relative to its largest magnitude.
 *
 * NaN equals NaN and an infinity itself; where only one is not finite, the difference is infinite.
 */
export function difference(values: ArrayLike<number>, oracle: ArrayLike<number>, floor = 0): Difference {
  const largest = Math.max(floor, largestMagnitude(oracle));
  let worst = 0;
  let at = -1;
  for (let i = 0; i < oracle.length; i++) {
    const error = Object.is(values[i], oracle[i]) || values[i] === oracle[i] ? 0 : Math.abs(values[i]! - oracle[i]!);
    if (Number.isNaN(error) || error > worst) {
      worst = Number.isNaN(error) ? Infinity : error;
      at = i;
    }
    if (worst === Infinity) break;
  }
  return { relative: worst === 0 ? 0 : largest === 0 ? Infinity : worst / largest, at };
}

/** The largest finite |value|. */
export function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i]!)) largest = Math.max(largest, Math.abs(values[i]!));
  return largest;
}

/** Distance between 1 and the next float32. */
const epsilon32 = 2 ** -23;

/**
 * How far a float32 device may be from float64, relative to the largest magnitude.
 *
 * Rounding errors of a sum of n terms grow like the root of n; 80 units in the last place (9.5e-6) leave room for
 * chains of transcendental functions.
 */
export function float32Tolerance(elements: number): number {
  return 10 * epsilon32 * Math.sqrt(64 + elements);
}

/**
 * The part of the largest operand below which results are judged by the operand: 1 - tanh(x)^2 keeps an error of one
 * unit in the last place of 1 however small it is. The tolerance times this is 1.25 such units.
 */
export const cancellation: number = 1 / 64;
