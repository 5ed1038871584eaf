import fc from 'fast-check';
import { broadcastShapes, sizeOf, type Shape } from '../core/shape.ts';

/** What shapes to make. */
export interface ShapeOptions {
  /** Default 0: scalars too. */
  readonly minRank?: number;
  /** Default 4. */
  readonly maxRank?: number;
  /** Default 0: empty tensors too. */
  readonly minLength?: number;
  /** Default 4. */
  readonly maxLength?: number;
  /** Most elements in all; default 48. */
  readonly maxSize?: number;
}

/**
 * Shapes, shrinking to fewer and shorter axes.
 *
 * @example
 * import fc from 'fast-check';
 * fc.assert(fc.property(shapes({ minRank: 1 }), (shape) => zeros(shape).rank > 0));
 */
export function shapes({ minRank = 0, maxRank = 4, minLength = 0, maxLength = 4, maxSize = 48 }: ShapeOptions = {}): fc.Arbitrary<Shape> {
  // An axis of no elements is an edge, not every third case.
  const length =
    minLength > 0
      ? fc.integer({ min: minLength, max: maxLength })
      : fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 15, arbitrary: fc.integer({ min: 1, max: maxLength }) });
  return fc.array(length, { minLength: minRank, maxLength: maxRank }).map((lengths) => within(lengths, maxSize, minLength));
}

/** The shape with its longest axes shortened until it has at most `maxSize` elements. */
function within(lengths: readonly number[], maxSize: number, minLength: number): Shape {
  const shape = [...lengths];
  while (sizeOf(shape) > maxSize) {
    const longest = shape.indexOf(Math.max(...shape));
    if (shape[longest]! <= Math.max(1, minLength)) break;
    shape[longest]!--;
  }
  return shape;
}

/**
 * `count` shapes that broadcast together: each is one shape with leading axes left out and others of length 1.
 *
 * @example
 * import fc from 'fast-check';
 * fc.assert(fc.property(broadcastableShapes(2), ([a, b]) => add(zeros(a!), zeros(b!)).rank >= a!.length));
 */
export function broadcastableShapes(count: number, options: ShapeOptions = {}): fc.Arbitrary<Shape[]> {
  return shapes(options).chain((full) => fc.tuple(...Array.from({ length: count }, () => narrowed(full))));
}

function narrowed(full: Shape): fc.Arbitrary<Shape> {
  return fc
    .tuple(fc.integer({ min: 0, max: full.length }), fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }))
    .map(([dropped, ones]) => full.map((length, axis) => (ones[axis] === true ? 1 : length)).slice(dropped));
}

/** The shape that shapes broadcast to. */
export function broadcastOf(...operands: readonly Shape[]): Shape {
  return broadcastShapes('broadcastOf', Object.fromEntries(operands.map((shape, i) => [String(i), { shape }])));
}

/** An axis of a shape, counted from the front or (negative) from the back. The rank must be at least 1. */
export function axisOf(shape: Shape): fc.Arbitrary<number> {
  return fc.integer({ min: -shape.length, max: shape.length - 1 });
}

/** Axes of a shape in any order, none twice; possibly none at all. */
export function axesOf(shape: Shape): fc.Arbitrary<number[]> {
  return fc
    .subarray(
      shape.map((_, axis) => axis),
      { minLength: 0 },
    )
    .chain((axes) =>
      fc
        .array(fc.boolean(), { minLength: axes.length, maxLength: axes.length })
        .map((back) => axes.map((axis, i) => (back[i] === true ? axis - shape.length : axis))),
    );
}
