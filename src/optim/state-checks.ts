import { ArgumentError } from '../core/errors.ts';
import { Tensor } from '../graph/tensor.ts';

/** True of an object with named entries. @internal */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True of a whole number from 0. @internal */
export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** True of tensors by name. @internal */
export function isTensors(value: unknown): value is Readonly<Record<string, Tensor>> {
  return isRecord(value) && Object.values(value).every((each) => each instanceof Tensor);
}

/** True of numbers by name. @internal */
export function isNumbers(value: unknown): value is Readonly<Record<string, number>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'number');
}

/** @throws {ArgumentError} unless `fits`: the state came from elsewhere. @internal */
export function checkState(owner: string, state: unknown, fits: boolean): void {
  if (fits) return;
  throw new ArgumentError(`${owner}.setState: the state is not one that getState() returned. Pass it unchanged.`, 'state', state);
}
