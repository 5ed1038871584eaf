import { format, sizeOf, type Shape } from '../core/shape.ts';
import type { ShownValues } from './model.ts';

/** A number with at most five significant digits: 24.704, 1e-7, 0.33333. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value).replace('Infinity', '∞');
}

/** Values in a line: the numbers, or their statistics where they are many. */
export function valuesText(values: ShownValues, shape: Shape | null): string {
  const { all } = values;
  if (all === undefined) return `mean ${numberText(values.mean)}, ${numberText(values.min)} … ${numberText(values.max)}`;
  if (shape !== null && shape.length === 0) return numberText(all[0]!);
  const rows = shape !== null && shape.length > 1 ? ` ${format(shape)}` : '';
  return sizeOf(shape ?? []) === 0 ? 'empty' : `[${all.map(numberText).join(', ')}]${rows}`;
}
