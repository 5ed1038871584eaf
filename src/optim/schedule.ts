import { ArgumentError } from '../core/errors.ts';
import type { Curve } from './curves.ts';
import type { Optimizer } from './optimizer.ts';

/** Everything a schedule needs to go on; survives JSON. */
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

  /** Sets the rates of step 0. */
  constructor(optimizer: Optimizer, curve: Curve) {
    this.#optimizer = optimizer;
    this.#curve = curve;
    this.#bases = optimizer.groups.map(({ learningRate }) => learningRate);
    this.#set();
  }

  /** Steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Sets the rates of the next step. */
  step(): void {
    this.#steps++;
    this.#set();
  }

  getState(): ScheduleState {
    return { steps: this.#steps, bases: this.#bases };
  }

  /** Goes on where the schedule of `state` was. @throws {ArgumentError} if it was of another number of groups. */
  setState({ steps, bases }: ScheduleState): void {
    if (bases.length !== this.#optimizer.groups.length) {
      throw new ArgumentError(
        `Schedule: the state is of another optimizer: ${this.#optimizer.groups.length} groups here, ${bases.length} in the state. Make the optimizer as it was.`,
        'state',
        { steps, bases },
      );
    }
    this.#steps = steps;
    this.#bases = [...bases];
    this.#set();
  }

  #set(): void {
    this.#optimizer.groups.forEach((group, i) => (group.learningRate = this.#curve(this.#steps, this.#bases[i]!)));
  }
}
