import { ArgumentError } from '../core/errors.ts';
import type { Curve } from './curves.ts';
import { checkOptimizer, type Optimizer } from './optimizer.ts';
import { checkSetting } from './settings.ts';
import { checkState, isCount, isRecord } from './state-checks.ts';

/** Everything a schedule needs to go on. */
export interface ScheduleState {
  readonly steps: number;
  /** The rate of each group that the curve starts from. */
  readonly bases: readonly number[];
}

/**
 * Moves the learning rates of an optimizer along a curve, each group from its own rate.
 *
 * Whether a step of it is a step of the optimizer or an epoch is up to who calls `step`, and the curve counts the same.
 *
 * @example
 * const optimizer = new SGD(new Linear(2, 1).parameters(), { learningRate: 0.1 });
 * const schedule = new Schedule(optimizer, linearWarmUp({ steps: 10 }));
 * schedule.step();
 * optimizer.learningRate; // 0.010000000000000002
 */
export class Schedule {
  readonly #optimizer: Optimizer;
  readonly #curve: Curve;
  #bases: readonly number[];
  #steps = 0;

  /** Sets the rates of step 0. @throws {ArgumentError} if there is no optimizer or curve, or the curve gives what is no rate. */
  constructor(optimizer: Optimizer, curve: Curve) {
    checkOptimizer('Schedule', optimizer);
    if (typeof curve !== 'function')
      throw new ArgumentError(
        `Schedule: curve must be a function of step and base rate: curve ${typeof curve}. Write cosineDecay({ steps: 100 }).`,
        'curve',
        curve,
      );
    this.#optimizer = optimizer;
    this.#curve = curve;
    this.#bases = optimizer.groups.map(({ learningRate }) => learningRate);
    this.#set(0);
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Sets the rates of the next step. @throws {ArgumentError} if the curve gives what is no rate; the step is not taken then. */
  step(): void {
    this.#set(this.#steps + 1);
  }

  getState(): ScheduleState {
    return { steps: this.#steps, bases: this.#bases };
  }

  /** Goes on where the schedule of `state` was. @throws {ArgumentError} if it was of another number of groups, or is none. */
  setState(state: ScheduleState): void {
    checkState('Schedule', state, isState(state));
    const { steps, bases } = state;
    if (bases.length !== this.#optimizer.groups.length) {
      throw new ArgumentError(
        `Schedule: the state is of another optimizer: ${this.#optimizer.groups.length} groups here, ${bases.length} in the state. Make the optimizer as it was.`,
        'state',
        state,
      );
    }
    const before = this.#bases;
    this.#bases = [...bases];
    try {
      this.#set(steps);
    } catch (error) {
      this.#bases = before;
      throw error;
    }
  }

  #set(steps: number): void {
    const rates = this.#bases.map((base) => this.#curve(steps, base));
    for (const rate of rates) checkSetting(`Schedule: at step ${steps} of the curve`, 'learningRate', rate);
    this.#optimizer.groups.forEach((group, i) => (group.learningRate = rates[i]!));
    this.#steps = steps;
  }
}

function isState(state: unknown): boolean {
  return isRecord(state) && isCount(state['steps']) && Array.isArray(state['bases']) && state['bases'].every(Number.isFinite);
}
