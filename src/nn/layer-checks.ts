import { described as describedValue } from '../core/described.ts';
import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import { Tensor } from '../graph/tensor.ts';

/**
 * Sizes that a layer is made with; those that its first forward may find can be null.
 *
 * @throws {ArgumentError} unless each is a whole number from 1. @internal
 */
export function checkSizes(
  layer: string,
  sizes: Readonly<Record<string, number>>,
  lazy: Readonly<Record<string, number | null>> = {},
): void {
  for (const [name, size] of Object.entries({ ...lazy, ...sizes })) {
    if ((Number.isInteger(size) && size! >= 1) || (size === null && name in lazy)) continue;
    const remedy = name in lazy ? ' Give null where the first forward shall find it.' : '';
    throw new ArgumentError(`${layer}: ${name} must be a whole number from 1: ${name} ${String(size)}.${remedy}`, name, size);
  }
}

/** @throws {ArgumentError} unless a number, such as a share that is dropped, is within bounds. @internal */
export function checkWithin(layer: string, name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  const bounds = high === Infinity ? `at least ${low}` : `from ${low} to ${high}`;
  throw new ArgumentError(`${layer}: ${name} must be ${bounds}: ${name} ${String(value)}.`, name, value);
}

/** @throws {ArgumentError} unless an option is one of its words. @internal */
export function checkChoice(layer: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new ArgumentError(`${layer}: unknown ${name}: ${name} ${JSON.stringify(value)}. Use '${choices.join("', '")}'.`, name, value);
}

/** @throws {ArgumentError} if what a layer is called with is no tensor. @internal */
export function checkTensor(layer: string, name: string, x: unknown): asserts x is Tensor {
  if (x instanceof Tensor) return;
  throw new ArgumentError(`${layer}: ${name} must be a tensor: got ${described(x)}. Wrap data with tensor(...).`, name, x);
}

/** @throws {ShapeError} unless x ends with these lengths, {ArgumentError} if it is no tensor. @internal */
export function checkEnd(layer: string, x: Tensor, lengths: readonly number[]): void {
  checkTensor(layer, 'x', x);
  const from = x.rank - lengths.length;
  if (from >= 0 && lengths.every((length, i) => x.shape[from + i] === length)) return;
  throw new ShapeError(`${layer}: x must end with ${format(lengths)}: x ${format(x.shape)}. Reshape or transpose x.`, { x: x.shape });
}

/** What a value is, for a message; of a tensor its shape too. @internal */
export function described(value: unknown): string {
  return value instanceof Tensor ? `a tensor ${format(value.shape)}` : describedValue(value);
}
