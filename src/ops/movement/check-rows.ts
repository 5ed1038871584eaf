import type { Raw } from '../../backend/raw.ts';
import { ArgumentError, ShapeError } from '../../core/errors.ts';
import { format, type Shape } from '../../core/shape.ts';

/** How many axes a row of indices names. @throws {ShapeError} if there are no rows, or they name more axes than there are. */
export function depthOf(op: string, indices: Shape, shape: Shape): number {
  const depth = indices.at(-1);
  if (depth === undefined || depth > shape.length || depth === 0) {
    throw new ShapeError(
      `${op}: the last axis of indices must be 1 to ${shape.length}, the number of axes it names: indices ${format(indices)}, shape ${format(shape)}. Give one column for each axis.`,
      { indices, shape },
    );
  }
  return depth;
}

/** Refuses places outside `shape`, where reading them costs nothing. */
export function checkRows(op: string, indices: Raw, shape: Shape): void {
  if (indices.device.managed) return;
  const depth = indices.shape.at(-1)!;
  for (const [i, index] of indices.device.readSync(indices).entries()) {
    const axis = i % depth;
    const length = shape[axis]!;
    if (index < 0 || index >= length) {
      throw new ArgumentError(
        `${op}: an index is outside its axis: index ${index}, axis ${axis}, length ${length}. Use indices from 0 to ${length - 1}.`,
        'indices',
        index,
      );
    }
  }
}
