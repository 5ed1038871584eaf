import fc from 'fast-check';
import type { Shape } from '../core/shape.ts';
import type { OpCase, OpUnderTest } from './op-under-test.ts';
import { broadcastableShapes, shapes } from './shapes.ts';
import { seeds } from './tensors.ts';

type Shapes = Readonly<Record<string, Shape>>;

/** Attributes, or how to make them for given shapes. */
export type AttrsFor<I extends string, A> = fc.Arbitrary<A> | ((shapes: Readonly<Record<I, Shape>>) => fc.Arbitrary<A>);

/** Where the cases of an op come from. */
export interface CaseSource {
  readonly shapes: fc.Arbitrary<Shapes>;
  readonly attrs: AttrsFor<string, object> | undefined;
  /** Shapes that are always tried: a scalar, no elements, length 1. */
  readonly always: readonly Shapes[];
}

/** The given shapes, or else shapes that broadcast together, or one shape for all operands. */
export function caseSource(
  op: OpUnderTest,
  given: fc.Arbitrary<Shapes> | undefined,
  attrs: AttrsFor<string, object> | undefined,
): CaseSource {
  if (given !== undefined) return { shapes: given, attrs, always: [] };
  const named = (list: readonly Shape[]): Shapes => Object.fromEntries(op.inputs.map((name, i) => [name, list[i]!]));
  const alike = (shape: Shape): Shapes => named(op.inputs.map(() => shape));
  const broadcasts = op.descriptor?.broadcasts === true && op.inputs.length > 1;
  return {
    shapes: broadcasts ? broadcastableShapes(op.inputs.length, { maxSize: 24 }).map(named) : shapes({ maxSize: 24 }).map(alike),
    attrs,
    always: [[], [0], [2, 0, 3], [1], [1, 1]].map(alike),
  };
}

/** Cases of an op: they shrink by shapes and attributes, the seed of the values stays. */
export function cases({ shapes: shapesOf, attrs }: CaseSource): fc.Arbitrary<OpCase> {
  if (attrs === undefined) return fc.record({ shapes: shapesOf, attrs: fc.constant(undefined), seed: seeds });
  return fc
    .tuple(shapesOf, seeds)
    .chain(([lengths, seed]) => attrsOf(attrs, lengths).map((made): OpCase => ({ shapes: lengths, attrs: made, seed })));
}

/** The cases that are always tried. */
export function fixedCases({ always, attrs }: CaseSource): OpCase[] {
  return always.map((lengths, i): OpCase => ({
    shapes: lengths,
    attrs: attrs === undefined ? undefined : fc.sample(attrsOf(attrs, lengths), { seed: i, numRuns: 1 })[0],
    seed: i,
  }));
}

function attrsOf(attrs: AttrsFor<string, object>, lengths: Shapes): fc.Arbitrary<object> {
  return typeof attrs === 'function' ? attrs(lengths) : attrs;
}
