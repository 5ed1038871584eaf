import { ArgumentError } from '../core/errors.ts';

/** The learning rate after `step` steps of a schedule, for a group whose rate was `base` before. */
export type Curve = (step: number, base: number) => number;

/**
 * Times `gamma` (default 0.1) every `size` steps.
 *
 * @example stepDecay({ size: 10 })(25, 1); // 0.010000000000000002
 */
export function stepDecay({ size, gamma = 0.1 }: { readonly size: number; readonly gamma?: number }): Curve {
  checkSteps('stepDecay', 'size', size);
  checkFactor('stepDecay', gamma);
  return (step, base) => base * gamma ** Math.floor(step / size);
}

/**
 * Times `gamma` (default 0.1) at each milestone.
 *
 * @example multiStepDecay({ milestones: [30, 80], gamma: 0.5 })(40, 1); // 0.5
 */
export function multiStepDecay({ milestones, gamma = 0.1 }: { readonly milestones: readonly number[]; readonly gamma?: number }): Curve {
  checkFactor('multiStepDecay', gamma);
  if (!Array.isArray(milestones) || milestones.some((milestone) => !(milestone >= 0)))
    throw new ArgumentError(
      `multiStepDecay: milestones must be numbers of steps from 0: milestones ${String(milestones)}. Count in calls of the schedule's step().`,
      'milestones',
      milestones,
    );
  return (step, base) => base * gamma ** milestones.filter((milestone) => milestone <= step).length;
}

/**
 * Times `gamma` at each step.
 *
 * @example exponentialDecay({ gamma: 0.5 })(3, 1); // 0.125
 */
export function exponentialDecay({ gamma }: { readonly gamma: number }): Curve {
  checkFactor('exponentialDecay', gamma);
  return (step, base) => base * gamma ** step;
}

/** Options of `cosineDecay`. */
export interface CosineOptions {
  /** Steps from the base rate to the minimum. */
  readonly steps: number;
  /** Default 0. */
  readonly minimum?: number;
  /** Starts over from the base rate whenever the minimum is reached; else it stays there. Default false. */
  readonly restarts?: boolean;
  /** Each run between restarts is so many times as long as the one before. Default 1. */
  readonly growth?: number;
}

/**
 * Half a cosine from the base rate to the minimum, once or with warm restarts (Loshchilov and Hutter 2017, equation 5).
 *
 * @example cosineDecay({ steps: 100 })(100, 1); // 0
 */
export function cosineDecay({ steps, minimum = 0, restarts = false, growth = 1 }: CosineOptions): Curve {
  checkSteps('cosineDecay', 'steps', steps);
  checkFrom('cosineDecay', 'minimum', minimum, 0);
  if (!(growth >= 1))
    throw new ArgumentError(`cosineDecay: growth must be at least 1: growth ${growth}. 1 keeps all runs equally long.`, 'growth', growth);
  return (step, base) => {
    // Runs of one length are stepped over at once.
    let [at, length] = [restarts && growth === 1 ? step % steps : step, steps];
    while (restarts && at >= length) {
      at -= length;
      length *= growth;
    }
    return minimum + ((base - minimum) * (1 + Math.cos(Math.PI * Math.min(1, at / length)))) / 2;
  };
}

/** Options of `linearWarmUp`. */
export interface WarmUpOptions {
  /** Steps until the base rate is reached. */
  readonly steps: number;
  /** Share of the base rate at the start. Default 0. */
  readonly start?: number;
  /** What follows, counting its steps from there. Default: the base rate stays. */
  readonly then?: Curve;
}

/**
 * Straight up to the base rate, then another curve.
 *
 * @example linearWarmUp({ steps: 10, then: cosineDecay({ steps: 90 }) })(5, 1); // 0.5
 */
export function linearWarmUp({ steps, start = 0, then = (_, base) => base }: WarmUpOptions): Curve {
  checkSteps('linearWarmUp', 'steps', steps);
  checkFrom('linearWarmUp', 'start', start, 0);
  return (step, base) => (step < steps ? base * (start + ((1 - start) * step) / steps) : then(step - steps, base));
}

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** Steps of the whole cycle. */
  readonly steps: number;
  /** Share of the steps on the way up. Default 0.3. */
  readonly rise?: number;
  /** The base rate is so many times the first. Default 25. */
  readonly divisor?: number;
  /** The first rate is so many times the last. Default 10000. */
  readonly finalDivisor?: number;
  /** Default 'cosine'. */
  readonly shape?: 'cosine' | 'linear';
}

/**
 * Up to the base rate, which is the peak, and far down again (Smith and Topin 2018); PyTorch's OneCycleLR with its peak as
 * the base.
 *
 * @example oneCycle({ steps: 100 })(0, 1); // 0.04
 */
export function oneCycle({ steps, rise = 0.3, divisor = 25, finalDivisor = 10_000, shape = 'cosine' }: OneCycleOptions): Curve {
  checkSteps('oneCycle', 'steps', steps);
  if (!(rise >= 0 && rise <= 1))
    throw new ArgumentError(`oneCycle: rise must be from 0 to 1: rise ${rise}. It is the share of the steps on the way up.`, 'rise', rise);
  checkFrom('oneCycle', 'divisor', divisor, 1);
  checkFrom('oneCycle', 'finalDivisor', finalDivisor, 1);
  const [peak, end] = [rise * steps - 1, steps - 1];
  const between = (from: number, to: number, share: number): number =>
    shape === 'linear' ? from + (to - from) * share : to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
  return (step, base) => {
    const first = base / divisor;
    if (step === peak) return base;
    if (step < peak) return between(first, base, step / peak);
    return between(base, first / finalDivisor, Math.min(1, (step - peak) / (end - peak)));
  };
}

function checkSteps(curve: string, argument: string, steps: number): void {
  if (steps > 0) return;
  throw new ArgumentError(
    `${curve}: ${argument} must be above 0: ${argument} ${steps}. Count in calls of the schedule's step().`,
    argument,
    steps,
  );
}

function checkFactor(curve: string, gamma: number): void {
  if (gamma >= 0 && gamma < Infinity) return;
  throw new ArgumentError(
    `${curve}: gamma must be a finite number from 0: gamma ${gamma}. The learning rate is multiplied by it.`,
    'gamma',
    gamma,
  );
}

function checkFrom(curve: string, argument: string, value: number, least: number): void {
  if (value >= least && value < Infinity) return;
  throw new ArgumentError(
    `${curve}: ${argument} must be a finite number from ${least}: ${argument} ${value}. Leave it out for the default.`,
    argument,
    value,
  );
}
