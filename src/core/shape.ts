import { ArgumentError, AxisError, ShapeError } from './errors.ts';

/** Lengths of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The shape of every scalar. Shared, so that scalar graphs allocate none. */
export const scalarShape: Shape = Object.freeze<number[]>([]);

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let i = 0; i < shape.length; i++) size *= shape[i]!;
  return size;
}

/** True if both shapes have the same lengths. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** `[2,3]`: a shape as error messages print it. */
export function format(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

/** What the longest typed array of Node 20 holds: 2^32. */
const mostElements = 2 ** 32;

/** The error for a tensor that finds no room. @internal */
export function tooLarge(op: string, shape: Shape, options?: ErrorOptions): ArgumentError {
  return new ArgumentError(
    `${op}: there is no room for a tensor of ${sizeOf(shape)} elements: shape ${format(shape)}. Make it smaller, or compute it in parts.`,
    'shape',
    shape,
    options,
  );
}

/**
 * Refuses what is no shape.
 *
 * @throws {ShapeError} if it is no list, or a length is negative or not whole; {ArgumentError} if no typed array is as long.
 */
export function checkShape(op: string, shape: Shape): void {
  const given: unknown = shape;
  if (!Array.isArray(given)) {
    const [got, hint] = typeof given === 'number' ? [given, `[${given}]`] : [typeof given, 'such as [2, 3]'];
    throw new ShapeError(`${op}: a shape is a list of lengths: got ${got}. Write ${hint}.`);
  }
  if (!shape.every((length) => Number.isInteger(length) && length >= 0))
    throw new ShapeError(`${op}: lengths must be whole and not negative: shape ${format(shape)}.`, { shape });
  if (sizeOf(shape) > mostElements) throw tooLarge(op, shape);
}

/** Distance in elements between neighbors along each axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/**
 * The shape that both operands broadcast to, aligned at the last axis; an axis of length 1 stretches.
 *
 * @throws {ShapeError} naming the operands, both shapes and the first axis (of the result) that does not fit.
 * @example broadcastShapes('mine', { a: zeros([2, 1]), b: zeros([3]) }); // [2, 3]
 */
export function broadcastShapes(op: string, operands: Readonly<Record<string, { readonly shape: Shape }>>): Shape {
  let result: Shape | undefined;
  for (const name in operands) {
    const { shape } = operands[name]!;
    result = result === undefined ? shape : broadcastPair(op, operands, result, shape);
  }
  return result ?? scalarShape;
}

function broadcastPair(op: string, operands: Readonly<Record<string, { readonly shape: Shape }>>, a: Shape, b: Shape): Shape {
  if (sameShape(a, b) || b.length === 0) return a;
  if (a.length === 0) return b;
  const rank = Math.max(a.length, b.length);
  const result = new Array<number>(rank);
  for (let axis = 0; axis < rank; axis++) {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) {
      const listed = Object.entries(operands).map(([name, operand]) => `${name} ${format(operand.shape)}`);
      throw new ShapeError(
        `${op}: cannot broadcast ${listed.join(' with ')} (axis ${axis}: ${m} vs ${n}). Make the lengths equal, or 1.`,
        Object.fromEntries(Object.entries(operands).map(([name, operand]) => [name, operand.shape])),
      );
    }
    result[axis] = m === 1 ? n : m;
  }
  return result;
}

/** The axes, ascending, along which `from` was stretched or added to become `to`. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const axes: number[] = [];
  const added = to.length - from.length;
  for (let axis = 0; axis < to.length; axis++) {
    if (axis < added || (from[axis - added] === 1 && to[axis] !== 1)) axes.push(axis);
  }
  return axes;
}

/**
 * An axis counted from the front; negative ones count from the back.
 *
 * @throws {AxisError} if the rank has no such axis.
 */
export function normalizeAxis(op: string, axis: number, rank: number, argument = 'axis'): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    const range = rank === 0 ? 'a scalar has no axes' : `use an integer from ${-rank} to ${rank - 1}`;
    throw new AxisError(`${op}: no such axis: ${argument} ${axis}, rank ${rank}. For this rank ${range}.`, axis, rank);
  }
  return axis < 0 ? axis + rank : axis;
}

/**
 * Axes counted from the front, ascending; `undefined` means all of them.
 *
 * @throws {AxisError} if one is out of range; {ArgumentError} if one is named twice.
 */
export function normalizeAxes(op: string, axis: number | readonly number[] | undefined, rank: number): number[] {
  if (axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  const axes = (typeof axis === 'number' ? [axis] : axis).map((one) => normalizeAxis(op, one, rank));
  if (new Set(axes).size !== axes.length) {
    throw new ArgumentError(`${op}: an axis is named twice: axis [${String(axis)}], rank ${rank}. Name each axis once.`, 'axis', axis);
  }
  return axes.sort((a, b) => a - b);
}

/** The shape after reducing `axes` (normalized): left out, or kept with length 1. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims = false): Shape {
  if (keepDims) return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return shape.filter((_, axis) => !axes.includes(axis));
}
