import type { Shape } from '../../core/shape.ts';
import { eachRun, joinAxes } from './broadcast.ts';
import type { Values } from './heap.ts';

/** Where a rectangle of elements lies in a block. */
export interface Region {
  readonly values: Values;
  readonly start: number;
  /** Elements from one to the next along each axis; 0 repeats, negative runs backwards. */
  readonly strides: readonly number[];
}

/** Below this a loop is faster than the calls that copy or fill. */
export const callsPayFrom = 24;

/** Copies a rectangle of `shape` from one block to another. */
export function copyRegion(shape: Shape, from: Region, to: Region): void {
  const walk = joinAxes(shape, [from.strides, to.strides]);
  const length = walk.lengths.at(-1)!;
  const [fromStride, toStride] = [walk.strides[0]!.at(-1)!, walk.strides[1]!.at(-1)!];
  const [source, target] = [from.values, to.values];
  const inOrder = toStride === 1 && length >= callsPayFrom;
  eachRun(walk, ([fromAt, toAt]) => {
    const [i, j] = [from.start + fromAt!, to.start + toAt!];
    if (inOrder && fromStride === 1) target.set(source.subarray(i, i + length), j);
    else if (inOrder && fromStride === 0) target.fill(source[i]!, j, j + length);
    else for (let k = 0; k < length; k++) target[j + k * toStride] = source[i + k * fromStride]!;
  });
}
