import { ArgumentError } from '../../core/errors.ts';
import { floats } from './image.ts';
import type { Transform } from './transform.ts';

/** Options of `normalize`. */
export interface NormalizeOptions {
  /** One for all, or one per channel (last axis). */
  readonly mean: number | readonly number[];
  /** One for all, or one per channel (last axis). */
  readonly std: number | readonly number[];
}

/**
 * (x - mean) / std.
 *
 * Shapes: [..., channels] -> the same
 *
 * @throws {ArgumentError} if std is 0 or there is not one value per channel.
 * @example
 * const { train } = spiral();
 * train.map(normalize({ mean: 0.5, std: 0.5 }));
 */
export function normalize({ mean, std }: NormalizeOptions): Transform {
  const [means, deviations] = [listOf(mean), listOf(std)];
  if (deviations.some((value) => !(value > 0))) {
    throw new ArgumentError(`normalize: std must be above 0, got ${deviations.join(', ')}.`, 'std', std);
  }
  return ({ data, shape }) => {
    const channels = shape.at(-1) ?? 1;
    checkCount('mean', means, channels);
    checkCount('std', deviations, channels);
    const [a, b] = [spread(means, channels), spread(deviations, channels)];
    return { data: floats(data).map((value: number, i: number) => (value - a[i % channels]!) / b[i % channels]!), shape };
  };
}

function listOf(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}

function spread(values: readonly number[], channels: number): readonly number[] {
  return values.length === 1 ? Array.from({ length: channels }, () => values[0]!) : values;
}

function checkCount(name: string, values: readonly number[], channels: number): void {
  if (values.length === 1 || values.length === channels) return;
  throw new ArgumentError(`normalize: ${name} must be one number or one per channel (${channels}), got ${values.length}.`, name, values);
}
