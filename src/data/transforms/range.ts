import { ArgumentError } from '../../core/errors.ts';

/**
 * A number within bounds.
 *
 * @throws {ArgumentError} if it is not.
 * @internal
 */
export function amount(transform: string, name: string, value: number, low: number = 0, high: number = Infinity): number {
  if (value >= low && value <= high) return value;
  const bounds = high === Infinity ? (low === 0 ? 'at least 0' : 'above 0') : `from ${low === 0 ? 0 : 'above 0'} to ${high}`;
  throw new ArgumentError(`${transform}: ${name} must be ${bounds}, got ${value}.`, name, value);
}
