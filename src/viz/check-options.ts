import { ArgumentError } from '../core/errors.ts';
import type { DrawOptions } from './draw-options.ts';
import { themes } from './themes.ts';

/** What may be chosen. */
const choices: Readonly<Record<'theme' | 'direction' | 'pass', readonly string[]>> = {
  theme: Object.keys(themes),
  direction: ['LR', 'TB'],
  pass: ['forward', 'backward', 'both'],
};

/** Seconds that a timer can wait: it counts milliseconds in 31 bits. */
const longestTime = 2_000_000;

/** Refuses options that no drawing knows. @throws {ArgumentError} */
export function checkOptions(where: string, options: DrawOptions): void {
  for (const name of ['theme', 'direction', 'pass'] as const) {
    const value = options[name];
    if (value !== undefined && !choices[name].includes(value))
      throw new ArgumentError(`${where}: ${name} must be one of ${choices[name].join(', ')}: ${name} ${value}.`, name, value);
  }
  for (const name of ['depth', 'most'] as const) {
    const value = options[name];
    if (value !== undefined && !(Number.isInteger(value) && value >= 0))
      throw new ArgumentError(`${where}: ${name} must be a whole number from 0: ${name} ${value}.`, name, value);
  }
  checkTimeLimit(where, options.timeLimit);
}

/** Refuses what is no time. @throws {ArgumentError} */
export function checkTimeLimit(where: string, timeLimit: number | undefined): void {
  if (timeLimit === undefined || (timeLimit > 0 && timeLimit <= longestTime)) return;
  throw new ArgumentError(
    `${where}: timeLimit must be a number of seconds up to ${longestTime}: timeLimit ${timeLimit}.`,
    'timeLimit',
    timeLimit,
  );
}
