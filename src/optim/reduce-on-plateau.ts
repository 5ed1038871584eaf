import { ArgumentError } from '../core/errors.ts';
import { checkOptimizer, type Optimizer } from './optimizer.ts';
import { checkState, isCount, isRecord } from './state-checks.ts';

/** Options of ReduceOnPlateau. */
export interface PlateauOptions {
  /** Whether a smaller or a larger value is better. Default 'min'. */
  readonly mode?: 'min' | 'max';
  /** Factor on the learning rate. Default 0.1. */
  readonly factor?: number;
  /** Steps without improvement that are let pass. Default 10. */
  readonly patience?: number;
  /** Share of the best value by which another must be better. Default 1e-4. */
  readonly threshold?: number;
  /** Steps after a reduction in which nothing is counted. Default 0. */
  readonly cooldown?: number;
  /** Lowest learning rate. Default 0. */
  readonly minimum?: number;
}

/** Everything it needs to go on. */
export interface PlateauState {
  /** Null before the first value. */
  readonly best: number | null;
  readonly bad: number;
  readonly cooling: number;
}

/**
 * Lowers the learning rates when a value, such as the validation loss, stops getting better; PyTorch's ReduceLROnPlateau
 * with a relative threshold, which holds for negative values too.
 *
 * @throws {ArgumentError} if an option has no use, or a value is NaN.
 * @example
 * const optimizer = new SGD(new Linear(2, 1).parameters(), { learningRate: 1 });
 * const plateau = new ReduceOnPlateau(optimizer, { patience: 1, factor: 0.5 });
 * for (const loss of [2, 1, 1, 1]) plateau.step(loss);
 * optimizer.learningRate; // 0.5
 */
export class ReduceOnPlateau {
  readonly #optimizer: Optimizer;
  readonly #options: Required<PlateauOptions>;
  #best: number | null = null;
  #bad = 0;
  #cooling = 0;

  constructor(optimizer: Optimizer, options: PlateauOptions = {}) {
    checkOptimizer('ReduceOnPlateau', optimizer);
    this.#options = { mode: 'min', factor: 0.1, patience: 10, threshold: 1e-4, cooldown: 0, minimum: 0, ...options };
    const { mode, factor, patience, threshold, cooldown, minimum } = this.#options;
    check('mode', mode, ['min', 'max'].includes(mode), "'min' or 'max'", 'It says which values are better.');
    check('factor', factor, factor > 0 && factor < 1, 'between 0 and 1', 'The learning rate is multiplied by it.');
    check('patience', patience, patience >= 0, 'at least 0', 'It counts values that are let pass.');
    check('threshold', threshold, threshold >= 0 && threshold < 1, 'from 0 to below 1', 'It is a share of the best value.');
    check('cooldown', cooldown, cooldown >= 0, 'at least 0', 'It counts values after a reduction.');
    check('minimum', minimum, minimum >= 0 && minimum < Infinity, 'a finite number from 0', 'No rate goes below it.');
    this.#optimizer = optimizer;
  }

  /** Notes a value, after each validation. */
  step(value: number): void {
    if (typeof value !== 'number' || Number.isNaN(value))
      throw new ArgumentError(`ReduceOnPlateau: the value is ${value}. Stop the training, or skip the step.`, 'value', value);
    const { factor, patience, cooldown, minimum } = this.#options;
    const better = this.#isBetter(value);
    if (better) this.#best = value;
    this.#bad = better ? 0 : this.#bad + 1;
    if (this.#cooling > 0) {
      this.#cooling--;
      this.#bad = 0;
    }
    if (this.#bad <= patience) return;
    for (const group of this.#optimizer.groups) group.learningRate = Math.max(group.learningRate * factor, minimum);
    this.#cooling = cooldown;
    this.#bad = 0;
  }

  getState(): PlateauState {
    return { best: this.#best, bad: this.#bad, cooling: this.#cooling };
  }

  /** Goes on where the plateau of `state` was. @throws {ArgumentError} if it is no such state. */
  setState(state: PlateauState): void {
    checkState('ReduceOnPlateau', state, isState(state));
    const { best, bad, cooling } = state;
    this.#best = best;
    this.#bad = bad;
    this.#cooling = cooling;
  }

  #isBetter(value: number): boolean {
    const { mode, threshold } = this.#options;
    if (this.#best === null) return true;
    const margin = threshold * Math.abs(this.#best);
    return mode === 'min' ? value < this.#best - margin : value > this.#best + margin;
  }
}

function check(name: string, value: unknown, fits: boolean, says: string, hint: string): void {
  if (fits) return;
  throw new ArgumentError(`ReduceOnPlateau: ${name} must be ${says}: ${name} ${String(value)}. ${hint}`, name, value);
}

function isState(state: unknown): boolean {
  return (
    isRecord(state) && (state['best'] === null || typeof state['best'] === 'number') && isCount(state['bad']) && isCount(state['cooling'])
  );
}
