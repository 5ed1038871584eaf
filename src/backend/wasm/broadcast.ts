import { broadcastShapes, stridesOf, type Shape } from '../../core/shape.ts';

/** How operands of several shapes are walked together: axes that every operand crosses alike are one. */
export interface Walk {
  /** The broadcast shape. */
  readonly shape: Shape;
  /** Lengths of the joined axes, outermost first; at least one. */
  readonly lengths: readonly number[];
  /** For each operand its stride along each joined axis; 0 where it is repeated. */
  readonly strides: readonly (readonly number[])[];
}

/** The walk over operands that broadcast to one shape. */
export function broadcastWalk(shapes: readonly Shape[]): Walk {
  const shape = broadcastShapes('kernel', Object.fromEntries(shapes.map((one, i) => [i, { shape: one }])));
  return joinAxes(
    shape,
    shapes.map((one) => repeatedStrides(one, shape)),
  );
}

/** The strides of a block of shape `from` walked as `to`: 0 along the axes where it is repeated. */
export function repeatedStrides(from: Shape, to: Shape): number[] {
  const own = stridesOf(from);
  const added = to.length - from.length;
  return to.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : own[axis - added]!));
}

/** Joins neighboring axes that every operand crosses in one stride, and drops those of length 1. */
export function joinAxes(shape: Shape, strides: readonly (readonly number[])[]): Walk {
  const lengths: number[] = [];
  const joined: number[][] = strides.map(() => []);
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const last = lengths.length - 1;
    if (last >= 0 && strides.every((one, i) => joined[i]![last] === one[axis]! * length)) {
      lengths[last]! *= length;
      strides.forEach((one, i) => (joined[i]![last] = one[axis]!));
    } else {
      lengths.push(length);
      strides.forEach((one, i) => joined[i]!.push(one[axis]!));
    }
  }
  if (lengths.length === 0) {
    lengths.push(1);
    for (const one of joined) one.push(0);
  }
  return { shape, lengths, strides: joined };
}

/** The last two joined axes of a walk as rows, and the walk over what is left, one run of length 1 for each. */
export interface Rows {
  readonly outer: Walk;
  readonly rows: number;
  readonly length: number;
  /** For each operand the strides from row to row and within one. */
  readonly strides: readonly (readonly [row: number, within: number])[];
}

export function rowsOf({ shape, lengths, strides }: Walk): Rows {
  return {
    outer: { shape, lengths: [...lengths.slice(0, -2), 1], strides: strides.map((one) => [...one.slice(0, -2), 0]) },
    rows: lengths.at(-2) ?? 1,
    length: lengths.at(-1)!,
    strides: strides.map((one) => [one.at(-2) ?? 0, one.at(-1)!]),
  };
}

/** Calls `visit` with the operands' positions at the start of each run along the last joined axis, in row-major order. */
export function eachRun({ lengths, strides }: Walk, visit: (positions: readonly number[], run: number) => void): void {
  const outer = lengths.length - 1;
  const positions = strides.map(() => 0);
  const index = new Array<number>(outer).fill(0);
  if (lengths.includes(0)) return;
  for (let run = 0; ; run++) {
    visit(positions, run);
    let axis = outer - 1;
    for (; axis >= 0; axis--) {
      index[axis]!++;
      for (let i = 0; i < positions.length; i++) positions[i]! += strides[i]![axis]!;
      if (index[axis]! < lengths[axis]!) break;
      for (let i = 0; i < positions.length; i++) positions[i]! -= strides[i]![axis]! * lengths[axis]!;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}
