import type { Shape } from '../core/shape.ts';

/** A float operand whose values are moved, and what the function gives there. */
export interface Probe {
  /** The function's outputs, one array each, when the operand holds `values`. */
  readonly at: (values: Float64Array) => readonly Float64Array[];
  readonly values: Float64Array;
  readonly shape: Shape;
}

/** How a difference quotient is taken. */
export interface StepOptions {
  /** Distance of the two points from the middle. Default: the cube root of 2.2e-16, times |x| if above 1. */
  readonly step?: number;
  /**
   * Combines the quotients at `step` and `step / 2` so that their errors of second order cancel. The default step is
   * then the fifth root of 2.2e-16. Default false.
   */
  readonly richardson?: boolean;
}

/** Distance between 1 and the next float64. */
export const epsilon64: number = 2 ** -52;

/** The step that balances truncation (h^2, with Richardson h^4) against rounding (epsilon / h). */
function stepFor(values: Float64Array, direction: Float64Array, { step, richardson = false }: StepOptions): number {
  if (step !== undefined) return step;
  let moved = 0;
  for (let i = 0; i < values.length; i++) moved += (values[i]! * direction[i]!) ** 2;
  return epsilon64 ** (richardson ? 1 / 5 : 1 / 3) * Math.max(1, Math.sqrt(moved));
}

/** Change of all outputs per length moved along `direction`, and the largest |output| seen, element by element. */
export interface Quotient {
  readonly slopes: readonly Float64Array[];
  readonly magnitudes: readonly Float64Array[];
  readonly h: number;
}

/** Central difference quotient of every output along a direction. */
export function quotient(probe: Probe, direction: Float64Array, options: StepOptions): Quotient {
  const h = stepFor(probe.values, direction, options);
  const coarse = central(probe, direction, h);
  if (options.richardson !== true) return coarse;
  const fine = central(probe, direction, h / 2);
  const slopes = fine.slopes.map((slope, k) => slope.map((value, i) => (4 * value - coarse.slopes[k]![i]!) / 3));
  return { slopes, magnitudes: coarse.magnitudes, h };
}

function central({ at, values }: Probe, direction: Float64Array, h: number): Quotient {
  const above = at(values.map((x, i) => x + h * direction[i]!));
  const below = at(values.map((x, i) => x - h * direction[i]!));
  return {
    slopes: above.map((output, k) => output.map((y, i) => (y - below[k]![i]!) / (2 * h))),
    magnitudes: above.map((output, k) => output.map((y, i) => Math.max(Math.abs(y), Math.abs(below[k]![i]!)))),
    h,
  };
}
