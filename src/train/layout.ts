import { ArgumentError, ShapeError } from '../core/errors.ts';
import { format, sameShape, sizeOf, stridesOf, type Shape } from '../core/shape.ts';
import { sameType, type HostArray } from '../data/host-array.ts';

/** What was flattened into an axis, as frameworks with channels first say it. */
export type Flattened = readonly [channels: number, height: number, width: number];

/** Where a parameter's values come from, and how their layout differs from ours. On import the fields act in this order. */
export interface Source {
  /** Name in the file. */
  readonly from: string;
  /** Other places of a shared parameter: read where the file lacks `from`, and written too. */
  readonly also?: readonly (string | Source)[];
  /** A second array of the same shape that is added; written as zeros. For PyTorch's two biases where we have one. */
  readonly plus?: string;
  /** One of several equal blocks that lie behind each other along the first axis, counted from 0: [1, 3] is the middle third. */
  readonly part?: readonly [index: number, count: number];
  /** The shape in the file, and the one under which the same numbers have an axis for each of ours. One length may be -1. */
  readonly reshape?: readonly [theirs: Shape, view: Shape];
  /** Axes of the file's array in our order: [1, 0] for PyTorch's Linear, [2, 3, 1, 0] for filters OIHW to HWIO. */
  readonly permute?: readonly number[];
  /**
   * For what comes after a flatten: our first axis is a flattened [channels, height, width] in the file, [height, width,
   * channels] with us.
   */
  readonly rows?: Flattened;
  /** The same for our second axis: for the Linear whose output becomes images. */
  readonly columns?: Flattened;
}

/** An entry of a map as a source. @internal */
export function sourceOf(entry: string | Source): Source {
  return typeof entry === 'string' ? { from: entry } : entry;
}

/** Every name in the file that a source reads or writes. @internal */
export function namesOf(source: Source): string[] {
  return placesOf(source).flatMap(({ from, plus }) => (plus === undefined ? [from] : [from, plus]));
}

/** The first place of which the file has everything; undefined if there is none. @internal */
export function placeIn(arrays: ReadonlyMap<string, HostArray>, source: Source): Source | undefined {
  return placesOf(source).find(({ from, plus }) => arrays.has(from) && (plus === undefined || arrays.has(plus)));
}

/** The array in our layout. @throws {ShapeError} if the place's parts, shapes, axes or rows do not fit it. @internal */
export function toOurs(arrays: ReadonlyMap<string, HostArray>, place: Source): HostArray {
  const { from, plus, part, reshape, permute, rows, columns } = place;
  const where: Where = { user: 'importWeights', from };
  let array = arrays.get(from)!;
  if (plus !== undefined) array = sum(from, array, plus, arrays.get(plus)!);
  if (part !== undefined) array = block(where, array, part);
  if (reshape !== undefined) array = reshaped(where, array, reshape);
  if (permute !== undefined) array = permuted(where, array, permute);
  if (rows !== undefined) array = heightFirst(where, array, 'rows', rows);
  if (columns !== undefined) array = heightFirst(where, array, 'columns', columns);
  return array;
}

/**
 * The inverse: what stands in the file, by name, for our arrays.
 *
 * @throws {ArgumentError} if parts are missing; {ShapeError} if a place's shapes, axes or rows do not fit.
 * @internal
 */
export function toTheirs(entries: readonly (readonly [array: HostArray, source: Source])[]): Map<string, HostArray> {
  const written = new Map<string, HostArray>();
  const parts = new Map<string, (HostArray | undefined)[]>();
  for (const [array, source] of entries) {
    for (const place of placesOf(source)) {
      const { from, plus, part } = place;
      const theirs = laidOut(array, place);
      if (plus !== undefined) written.set(plus, { data: sameType(theirs.data, theirs.data.length), shape: theirs.shape });
      if (part === undefined) {
        written.set(from, theirs);
        continue;
      }
      const [index, count] = part;
      checkPart({ user: 'exportWeights', from }, [index, count]);
      const blocks = parts.get(from) ?? new Array<undefined>(count).fill(undefined);
      // Another entry may have said that there are fewer.
      checkPart({ user: 'exportWeights', from }, [index, blocks.length]);
      parts.set(from, blocks.with(index, theirs));
    }
  }
  for (const [name, blocks] of parts) written.set(name, joined(name, blocks));
  return written;
}

function placesOf(source: Source): Source[] {
  return [source, ...(source.also ?? []).map(sourceOf)];
}

function laidOut(ours: HostArray, { from, reshape, permute, rows, columns }: Source): HostArray {
  const where: Where = { user: 'exportWeights', from };
  let array = ours;
  if (columns !== undefined) array = channelsFirst(where, array, 'columns', columns);
  if (rows !== undefined) array = channelsFirst(where, array, 'rows', rows);
  if (permute !== undefined) {
    checkPermutation(where, array.shape, permute);
    array = permuteAxes(array, inverse(permute));
  }
  if (reshape !== undefined) array = reshaped(where, array, [reshape[1], reshape[0]]);
  return array;
}

/** Who was called, and with which name of the file: what messages begin with. */
interface Where {
  readonly user: 'importWeights' | 'exportWeights';
  readonly from: string;
}

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

function sum(name: string, a: HostArray, other: string, b: HostArray): HostArray {
  if (!sameShape(a.shape, b.shape)) {
    throw new ShapeError(
      `importWeights: '${name}' and '${other}' cannot be added: shapes ${format(a.shape)} and ${format(b.shape)}. Arrays that are added have one shape.`,
      { [name]: a.shape, [other]: b.shape },
    );
  }
  const data = a.data.slice();
  b.data.forEach((value, i) => (data[i]! += value));
  return { data, shape: a.shape };
}

function block(where: Where, { data, shape }: HostArray, [index, count]: readonly [number, number]): HostArray {
  const [length = 0, ...rest] = shape;
  checkPart(where, [index, count]);
  if (length % count !== 0 || shape.length === 0) {
    throw new ShapeError(
      `${where.user}: '${where.from}' does not fall into ${count} parts: array ${format(shape)}. Its first axis must be a multiple of ${count}.`,
      { array: shape },
    );
  }
  const size = data.length / count;
  return { data: data.slice(index * size, (index + 1) * size), shape: [length / count, ...rest] };
}

function checkPart({ user, from }: Where, [index, count]: readonly [number, number]): void {
  if (Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count) return;
  throw new ArgumentError(`${user}: '${from}' has no such part: part ${index} of ${count}. Parts are counted from 0.`, 'part', index);
}

function joined(name: string, blocks: readonly (HostArray | undefined)[]): HostArray {
  const given = blocks.filter((part) => part !== undefined);
  if (given.length < blocks.length) {
    throw new ArgumentError(
      `exportWeights: parts of '${name}' are missing: ${given.length} of ${blocks.length} are in the map. Map all of them.`,
      'map',
      name,
    );
  }
  const other = given.find(({ shape }) => !sameShape(shape, given[0]!.shape));
  if (other !== undefined) {
    throw new ShapeError(
      `exportWeights: the parts of '${name}' cannot be joined: shapes ${format(given[0]!.shape)} and ${format(other.shape)}. Parts have one shape.`,
      { first: given[0]!.shape, other: other.shape },
    );
  }
  const [length = 0, ...rest] = given[0]!.shape;
  const data = sameType(given[0]!.data, given[0]!.data.length * given.length);
  given.forEach((part, i) => data.set(part.data, i * part.data.length));
  return { data, shape: [length * given.length, ...rest] };
}

function reshaped({ user, from: name }: Where, { data, shape }: HostArray, [from, to]: readonly [Shape, Shape]): HostArray {
  const fits = from.length === shape.length && from.every((length, axis) => length === -1 || length === shape[axis]);
  const known = to.reduce((size, length) => (length === -1 ? size : size * length), 1);
  const next = to.map((length) => (length === -1 ? data.length / known : length));
  if (fits && sizeOf(next) === data.length && next.every(Number.isInteger)) return { data, shape: next };
  throw new ShapeError(
    `${user}: '${name}' cannot be reshaped: array ${format(shape)}, from ${format(from)} to ${format(to)}. Give shapes of as many elements.`,
    { array: shape },
  );
}

type FlattenedAxis = 'rows' | 'columns';

/** [channels, height, width] within one axis to [height, width, channels]. */
function heightFirst(where: Where, array: HostArray, axis: FlattenedAxis, lengths: Flattened): HostArray {
  checkFlattened(where, array.shape, axis, lengths);
  return reorder(array, axis, lengths, [1, 2, 0]);
}

/** The inverse of `heightFirst`. */
function channelsFirst(where: Where, array: HostArray, axis: FlattenedAxis, lengths: Flattened): HostArray {
  checkFlattened(where, array.shape, axis, lengths);
  const [channels, height, width] = lengths;
  return reorder(array, axis, [height, width, channels], [2, 0, 1]);
}

function checkFlattened({ user, from }: Where, shape: Shape, axis: FlattenedAxis, lengths: Flattened): void {
  if (sizeOf(lengths) === shape[placeOf(axis)]) return;
  throw new ShapeError(`${user}: the ${axis} of '${from}' are no ${format(lengths)}: array ${format(shape)}, ${axis} ${sizeOf(lengths)}.`, {
    array: shape,
    [axis]: lengths,
  });
}

function placeOf(axis: FlattenedAxis): number {
  return axis === 'rows' ? 0 : 1;
}

function reorder({ data, shape }: HostArray, axis: FlattenedAxis, lengths: Shape, permutation: readonly number[]): HostArray {
  const at = placeOf(axis);
  const before = shape.slice(0, at);
  const after = shape.slice(at + 1);
  const axes = [...before.keys(), ...permutation.map((each) => at + each), ...after.map((_, i) => at + 3 + i)];
  return { data: permuteAxes({ data, shape: [...before, ...lengths, ...after] }, axes).data, shape };
}

function permuted(where: Where, array: HostArray, permutation: readonly number[]): HostArray {
  checkPermutation(where, array.shape, permutation);
  return permuteAxes(array, permutation);
}

function checkPermutation({ user, from }: Where, shape: Shape, permutation: readonly number[]): void {
  if (permutation.length === shape.length && permutation.toSorted((a, b) => a - b).every((axis, i) => axis === i)) return;
  throw new ShapeError(
    `${user}: permute does not order the axes of '${from}': array ${format(shape)}, permute ${format(permutation)}. Name each axis once.`,
    { array: shape },
  );
}

function permuteAxes({ data, shape }: HostArray, permutation: readonly number[]): HostArray {
  const strides = stridesOf(shape);
  const next = permutation.map((axis) => shape[axis]!);
  const steps = permutation.map((axis) => strides[axis]!);
  const result = sameType(data, data.length);
  const at = new Array<number>(next.length).fill(0);
  let from = 0;
  for (let i = 0; i < result.length; i++) {
    result[i] = data[from]!;
    // Counts up like an odometer, the last axis fastest.
    for (let axis = next.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      if (++at[axis]! < next[axis]!) break;
      from -= steps[axis]! * next[axis]!;
      at[axis] = 0;
    }
  }
  return { data: result, shape: next };
}
