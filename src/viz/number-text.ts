import { sizeOf, type Shape } from '../core/shape.ts';
import type { ShownValues } from './model.ts';

/** A number with at most five significant digits, or as many as asked for: 24.704, 1e-7, 0.33333. */
export function numberText(value: number, digits = 5): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : String(value).replace('Infinity', '∞');
}

/** Digits of statistics: they tell how large numbers are, not which. */
const statisticDigits = 3;

/** Values in a line: the numbers, nested as the axes are, or their statistics where they are many. */
export function valuesText(values: ShownValues, shape: Shape | null): string {
  const { all } = values;
  if (all === undefined) return statisticsText(values);
  const axes = shape ?? [all.length];
  if (sizeOf(axes) === 0) return 'empty';
  let rows = all.map((value) => numberText(value));
  for (const length of axes.toReversed())
    rows = Array.from({ length: rows.length / length }, (_, i) => `[${rows.slice(i * length, (i + 1) * length).join(', ')}]`);
  return rows[0]!;
}

function statisticsText({ min, max, mean, finite }: ShownValues): string {
  if (finite && min === max) return `all ${numberText(min)}`;
  const [low, high, middle] = [min, max, mean].map((value) => numberText(value, statisticDigits));
  return `${low!} … ${high!}, mean ${middle!}`;
}
