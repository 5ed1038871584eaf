import type { DType } from '../../../src/core/dtype.ts';
import type { Shape } from '../../../src/core/shape.ts';
import type { KernelMap, KernelName } from '../../../src/backend/kernel-map.ts';
import type { Raw } from '../../../src/backend/raw.ts';
import { referenceDevice } from '../../../src/backend/reference/device.ts';

/** A block as tests write it: numbers, nested by axis, of one dtype. */
export interface Block {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly values: readonly number[];
}

type Nested = number | boolean | readonly Nested[];

/** Floats; the shape comes from the nesting unless an axis is empty or the list is flat. */
export function floats(nested: Nested, shape: Shape = shapeOf(nested)): Block {
  return { shape, dtype: 'float64', values: flat(nested) };
}

/** int32 values. */
export function ints(nested: Nested, shape: Shape = shapeOf(nested)): Block {
  return { shape, dtype: 'int32', values: flat(nested) };
}

/** bool values. */
export function bools(nested: Nested, shape: Shape = shapeOf(nested)): Block {
  return { shape, dtype: 'bool', values: flat(nested) };
}

/** 1, 2, 3, ... in this shape. */
export function counting(shape: Shape): Block {
  const size = shape.reduce((product, length) => product * length, 1);
  return floats(
    Array.from({ length: size }, (_, i) => i + 1),
    shape,
  );
}

function shapeOf(nested: Nested): number[] {
  return typeof nested === 'object' ? [nested.length, ...(nested.length === 0 ? [] : shapeOf(nested[0]!))] : [];
}

function flat(nested: Nested): number[] {
  return typeof nested === 'object' ? nested.flatMap(flat) : [Number(nested)];
}

/** Puts a block on the reference device. */
export function upload({ values, shape, dtype }: Block): Raw {
  return referenceDevice.upload(Float64Array.from(values), shape, dtype);
}

/** What lies in a block of the reference device. */
export function download(raw: Raw): Block {
  return { shape: raw.shape, dtype: raw.dtype, values: Array.from(referenceDevice.readSync(raw)) };
}

type Blocks<N extends KernelName> = { readonly [K in keyof KernelMap[N]['inputs']]: Block };
type Attrs<N extends KernelName> = KernelMap[N]['attrs'];
type Rest<N extends KernelName> = {} extends Attrs<N> ? [attrs?: Attrs<N>] : [attrs: Attrs<N>];

/** Runs a kernel of the reference device and reads back all that it returns. */
export function runAll<N extends KernelName>(name: N, inputs: Blocks<N>, ...[attrs]: Rest<N>): Block[] {
  const raws = Object.fromEntries(Object.entries<Block>(inputs).map(([input, block]) => [input, upload(block)]));
  const output = referenceDevice.run(name, raws, { ...attrs });
  return (Array.isArray(output) ? (output as readonly Raw[]) : [output as Raw]).map(download);
}

/** The same for kernels that return one block. */
export function run<N extends KernelName>(name: N, inputs: Blocks<N>, ...rest: Rest<N>): Block {
  return runAll(name, inputs, ...rest)[0]!;
}

/**
 * Throws unless shapes and dtypes are the same and every value is, up to a relative error of 4 units in the last
 * place: what two correct math libraries differ by.
 */
export function expectBlock(actual: Block, expected: Block, tolerance: number = 4 * Number.EPSILON): void {
  const same = (a: number, e: number): boolean =>
    Number.isFinite(e) ? Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e)) : Object.is(a, e);
  const agree =
    actual.dtype === expected.dtype &&
    actual.shape.join() === expected.shape.join() &&
    actual.values.length === expected.values.length &&
    actual.values.every((a, i) => same(a, expected.values[i]!));
  if (!agree) throw new Error(`expected ${shown(expected)}\nbut got  ${shown(actual)}`);
}

function shown({ dtype, shape, values }: Block): string {
  return `${dtype} [${shape.join()}]: ${values.join(', ')}`;
}
