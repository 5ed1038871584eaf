import { ArgumentError } from '../core/errors.ts';

/** @throws {ArgumentError} unless `every` counts steps. @internal */
export function checkEvery(name: string, every: number): void {
  if (Number.isInteger(every) && every >= 1) return;
  throw new ArgumentError(
    `${name}: every must be a whole number of steps from 1: every ${every}. Leave it out for the default.`,
    'every',
    every,
  );
}
