import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format } from '../core/shape.ts';
import type { HostArray } from './host-array.ts';

/**
 * Class numbers as rows with a one at the class.
 *
 * Shapes: N labels -> [N, classes]
 *
 * @throws {ArgumentError} if a label is not an integer from 0 to classes - 1.
 * @example oneHot([2, 0], 3).data; // [0, 0, 1, 1, 0, 0]
 */
export function oneHot(labels: ArrayLike<number>, classes: number): HostArray<Float32Array> {
  const data = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new ArgumentError(`oneHot: label must be an integer from 0 to ${classes - 1}, got ${label} at ${i}.`, 'labels', label);
    }
    data[i * classes + label] = 1;
  }
  return { data, shape: [labels.length, classes] };
}

/**
 * The class of each row: where its largest value is, the first of equals.
 *
 * Shapes: [N, classes] -> N labels
 *
 * @throws {ShapeError} if the rank is not 2.
 */
export function fromOneHot({ data, shape }: HostArray): Int32Array {
  const [rows, classes] = shape;
  if (shape.length !== 2 || rows === undefined || classes === undefined) {
    throw new ShapeError(`fromOneHot: must have shape [N, classes], got ${format(shape)}.`, { x: shape });
  }
  return Int32Array.from({ length: rows }, (_, i) => {
    let best = 0;
    for (let j = 1; j < classes; j++) if (data[i * classes + j]! > data[i * classes + best]!) best = j;
    return best;
  });
}
