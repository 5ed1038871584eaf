import type { TypedArray } from '../core/dtype.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** Elements shown at each end of an axis that is too long. */
const edge = 3;

/** Values as nested rows, long axes cut short, five digits each. */
export function valuesText(values: TypedArray, shape: Shape): string {
  const long = values.length > 100;
  const text = (axis: number, offset: number): string => {
    if (axis === shape.length) return String(Number(values[offset]!.toPrecision(5)));
    const length = shape[axis]!;
    const stride = sizeOf(shape.slice(axis + 1));
    const kept = Array.from({ length }, (_, i) => i).filter((i) => !long || length <= 2 * edge || i < edge || i >= length - edge);
    const parts = kept.map((i) => text(axis + 1, offset + i * stride));
    if (kept.length < length) parts.splice(edge, 0, '...');
    return `[${parts.join(axis === shape.length - 1 ? ', ' : `,\n${' '.repeat(axis + 1)}`)}]`;
  };
  return text(0, 0);
}
