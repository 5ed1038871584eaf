import { sizeOf, type Shape } from '../core/shape.ts';

/** [outer, length, inner]: a fold along the axis in the middle. */
export interface FoldRun {
  readonly outer: number;
  readonly length: number;
  /** What lies inside, without the axes that runs before this one have folded. */
  readonly inner: number;
}

/** The folds that reduce `axes`: one for each group of neighboring axes, the innermost first. */
export function foldRuns(shape: Shape, axes: readonly number[]): FoldRun[] {
  const runs: FoldRun[] = [];
  let inner = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (!axes.includes(axis)) {
      inner *= shape[axis]!;
      continue;
    }
    let length = shape[axis]!;
    while (axes.includes(axis - 1)) length *= shape[--axis]!;
    runs.push({ outer: sizeOf(shape.slice(0, axis)), length, inner });
  }
  return runs;
}
