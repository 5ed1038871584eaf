import type { KernelMap, KernelName } from '../../src/backend/kernel-map.ts';
import type { KernelAttrs } from '../../src/backend/device.ts';

/** An input of a kernel: `float` becomes the float type of the device that it is put on. */
export interface Operand {
  readonly shape: readonly number[];
  readonly dtype: 'float' | 'int32' | 'bool';
  readonly values: readonly number[];
}

/** One call of a kernel whose outputs every device must agree on with `reference`. */
export interface KernelCase {
  readonly kernel: KernelName;
  /** What the case is about; unique among a kernel's cases. */
  readonly title: string;
  readonly inputs: Readonly<Record<string, Operand>>;
  readonly attrs: KernelAttrs;
}

type Inputs<N extends KernelName> = { readonly [K in keyof KernelMap[N]['inputs']]: Operand };
type AttrsOf<N extends KernelName> = KernelMap[N]['attrs'];

function at<N extends KernelName>(
  kernel: N,
  title: string,
  inputs: Inputs<N>,
  ...[attrs]: {} extends AttrsOf<N> ? [attrs?: AttrsOf<N>] : [attrs: AttrsOf<N>]
): KernelCase {
  return { kernel, title, inputs, attrs: attrs ?? {} };
}

/** Values that float32 holds exactly, so that all devices start from the same numbers. */
function of(shape: readonly number[], values: readonly number[]): Operand {
  return { shape, dtype: 'float', values: values.map(Math.fround) };
}

function ints(shape: readonly number[], values: readonly number[]): Operand {
  return { shape, dtype: 'int32', values };
}

function bools(shape: readonly number[], values: readonly number[]): Operand {
  return { shape, dtype: 'bool', values };
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Distinct values spread evenly over [from, to): multiples of the golden ratio, modulo 1. */
function real(shape: readonly number[], from = -2, to = 2): Operand {
  return of(
    shape,
    Array.from({ length: count(shape) }, (_, i) => from + (to - from) * (((i + 1) * 0.6180339887498949) % 1)),
  );
}

/** Integers spread over [from, to], repeating. */
function spread(shape: readonly number[], from: number, to: number): Operand {
  return ints(
    shape,
    Array.from({ length: count(shape) }, (_, i) => from + Math.floor((to - from + 1) * (((i + 1) * 0.6180339887498949) % 1))),
  );
}

const specials = [NaN, Infinity, -Infinity, 0];

function vector(values: readonly number[]): Operand {
  return of([values.length], values);
}

/** Ordinary points of each function, then the special ones. */
const unaryPoints: Partial<Record<KernelName, readonly number[]>> = {
  Abs: [-2.5, 3],
  Acos: [-1, -0.75, -0.001, 0.3, 0.9999, 1, 1.5],
  Acosh: [0.5, 1, 1.0001, 1.5, 30, 1e10],
  Asin: [-1, -0.75, -0.001, 0.3, 0.9999, 1, -1.5],
  Asinh: [-1e10, -20, -1.5, -1e-4, 0.5, 3, 1e10],
  Atan: [-30, -1, -0.4, 1e-3, 0.41, 1, 2.5, 1e8],
  Atanh: [-1, -0.9, -1e-3, 0.2, 0.99, 1, 2],
  Ceil: [-1.5, -0.5, 0.2, 2, 7.999],
  Cos: [-300, -4, -1, 0.5, 1.5707964, 3, 10, 1000],
  Cosh: [-10, -1, 0.01, 0.5, 10],
  Elu: [-30, -1, -1e-3, 0.5, 3],
  Erf: [-4, -1, -0.3, 1e-3, 0.6, 0.99, 1.01, 2],
  Exp: [-50, -1, -1e-3, 0.5, 10],
  Expm1: [-30, -1, -0.3, -1e-3, 1e-4, 0.4, 3],
  Floor: [-1.5, -0.5, 0.2, 2, 7.999],
  IsFinite: [1, -3],
  IsInf: [1, -3],
  IsNan: [1, -3],
  Log: [-1, 1e-30, 0.5, 0.999, 1, 1.001, 20],
  Log1p: [-1.5, -1, -0.9, -1e-3, 1e-4, 0.2, 0.3, 5, 1e10],
  Neg: [-1.5, 2],
  Reciprocal: [-4, 0.1, 3, 1e20],
  Relu: [-1.5, 2],
  Relu6: [-1.5, 2, 6, 7],
  Round: [-2.5, -1.5, -0.5, 0.49999997, 0.5, 1.5, 2.5, 2.6, 8388609],
  Rsqrt: [-1, 1e-20, 0.25, 3, 1e20],
  Selu: [-30, -1, -1e-3, 0.5, 3],
  Sigmoid: [-100, -20, -1, 0.5, 20, 100],
  Sign: [-1.5, 2],
  Sin: [-300, -4, -1, 1e-3, 0.5, 3.1415927, 10, 1000],
  Sinh: [-10, -1, 1e-3, 0.5, 10],
  Softplus: [-100, -20, -1, 0.5, 20, 100],
  Sqrt: [-1, 1e-20, 0.25, 3, 1e20],
  Square: [-1.5, 1e-3, 30],
  Tan: [-4, -1, 1e-3, 0.5, 1.5],
  Tanh: [-20, -1, -0.5, 1e-3, 0.3, 20],
};

/** Points each far from the others in size, where an error relative to the largest would hide one in the small. */
const smallPoints: Partial<Record<KernelName, readonly number[]>> = {
  Asinh: [-1e-3, 1e-4, 2e-3],
  Atanh: [-1e-3, 1e-4, 2e-3],
  Elu: [-1e-3, -1e-4],
  Erf: [-1e-3, 1e-4, 2e-3],
  Expm1: [-1e-3, 1e-4, 2e-3],
  Exp: [-80, -60, -61],
  Log: [0.9999, 1.0001],
  Log1p: [-1e-3, 1e-4, 2e-3],
  Selu: [-1e-3, -1e-4],
  Sigmoid: [-30, -25],
  Sin: [-1e-3, 1e-4, 2e-3],
  Sinh: [-1e-3, 1e-4, 2e-3],
  Softplus: [-18, -16],
  Tanh: [-1e-3, 1e-4, 2e-3],
};

const keepingInts: readonly KernelName[] = ['Abs', 'Ceil', 'Floor', 'Neg', 'Relu', 'Relu6', 'Round', 'Sign', 'Square'];

const unaryCases: KernelCase[] = [
  ...entries(unaryPoints).map(([kernel, points]) => unary(kernel, 'points and specials', vector([...points, ...specials]))),
  ...entries(smallPoints).map(([kernel, points]) => unary(kernel, 'small', vector(points))),
  ...keepingInts.map((kernel) => unary(kernel, 'int32', ints([4], [-7, 0, 3, 30000]))),
  unary('Exp', 'rank 0', real([], 0.3, 0.4)),
  unary('Exp', 'size 0', real([0, 3])),
  unary('Tanh', 'rank 5', real([2, 1, 3, 2, 2])),
  unary('LogicalNot', 'bool', bools([2], [0, 1])),
  at('ClipByValue', 'points and specials', { x: vector([-3, -1, 0.5, 2, 2.5, ...specials]) }, { clipValueMin: -1, clipValueMax: 2 }),
  at('ClipByValue', 'int32', { x: ints([4], [-3, -1, 1, 5]) }, { clipValueMin: -1, clipValueMax: 2 }),
  at('LeakyRelu', 'points and specials', { x: vector([-3, 2, ...specials]) }, { alpha: 0.2 }),
  at('Step', 'points and specials', { x: vector([-3, 2, ...specials]) }, { alpha: 0.25 }),
  at('Cast', 'float to int32', { x: vector([-2.7, -0.5, 0, 0.9, 3.2]) }, { dtype: 'int32' }),
  at('Cast', 'float to bool', { x: vector([-2.7, 0, 0.5, Infinity, NaN]) }, { dtype: 'bool' }),
  at('Cast', 'int32 to bool', { x: ints([3], [-2, 0, 5]) }, { dtype: 'bool' }),
  at('Cast', 'bool to int32', { x: bools([2], [0, 1]) }, { dtype: 'int32' }),
  at('Cast', 'int32 to float', { x: ints([3], [-2, 0, 5]) }, { dtype: 'float32' }),
  at('Cast', 'bool to float', { x: bools([2, 1], [0, 1]) }, { dtype: 'float32' }),
];

function unary(kernel: KernelName, title: string, x: Operand): KernelCase {
  return { kernel, title, inputs: { x }, attrs: {} };
}

function entries<V>(table: Partial<Record<KernelName, V>>): [KernelName, V][] {
  return Object.entries(table) as [KernelName, V][];
}

const anyPairs: readonly (readonly [number, number])[] = [
  [1.5, -2],
  [-3, 0.5],
  [-7, 3],
  [7, -3],
  [5.5, 2],
  [2, 2],
  [0, 3],
  [NaN, 1],
  [1, NaN],
  [NaN, NaN],
  [Infinity, 1],
  [1, Infinity],
  [-Infinity, 2],
];

const binaryNames: readonly KernelName[] = [
  'Add',
  'Atan2',
  'Equal',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Maximum',
  'Minimum',
  'Multiply',
  'NotEqual',
  'RealDiv',
  'SquaredDifference',
  'Sub',
];
const integerNames: readonly KernelName[] = [
  'Add',
  'Equal',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Maximum',
  'Minimum',
  'Multiply',
  'NotEqual',
  'Sub',
];
const finitePairs = anyPairs.filter((pair) => pair.every((v) => Number.isFinite(v) || Number.isNaN(v)));

const binaryCases: KernelCase[] = [
  ...binaryNames.map((kernel) => pairs(kernel, 'pairs and specials', anyPairs)),
  // Above 2^24 only integer arithmetic is exact.
  ...integerNames.map((kernel) => binary(kernel, 'int32', ints([4], [-7, 16777217, 5, 30000]), ints([4], [3, 16777216, 5, -2]))),
  pairs('Mod', 'sign of the divisor', finitePairs),
  binary('Mod', 'int32', ints([6], [7, -7, 7, -7, 6, 16777217]), ints([6], [3, 3, -3, -3, 3, 16777216])),
  pairs('Pow', 'bases and exponents', [
    [2, 3],
    [-2, 3],
    [-2, 2],
    [-2, 0.5],
    [0, 0],
    [0, 2],
    [3, 0],
    [2, -2],
    [-2, -3],
    [1.5, 7.5],
    [0.3, 0.2],
    [4, 0.5],
    [NaN, 2],
    [2, NaN],
    [NaN, 0],
    [Infinity, 2],
    [0, -1],
  ]),
  pairs('Atan2', 'quadrants', [
    [1, 1],
    [1, -1],
    [-1, -1],
    [-1, 1],
    [0, 1],
    [0, -1],
    [1, 0],
    [-1, 0],
    [1e-4, 3],
  ]),
  binary('LogicalAnd', 'bool', bools([2, 2], [0, 0, 1, 1]), bools([2, 2], [0, 1, 0, 1])),
  binary('LogicalOr', 'bool', bools([2, 2], [0, 0, 1, 1]), bools([2, 2], [0, 1, 0, 1])),
  binary('Equal', 'bool', bools([2, 2], [0, 0, 1, 1]), bools([2, 2], [0, 1, 0, 1])),
  binary('Add', 'row', real([3, 4]), real([4], 5, 9)),
  binary('Sub', 'column', real([3, 4]), real([3, 1], 5, 9)),
  binary('Sub', 'scalar first', real([], 2, 3), real([3, 4])),
  binary('Sub', 'scalar second', real([3, 4]), real([], 2, 3)),
  binary('Sub', 'both stretch', real([3, 1, 2]), real([4, 1])),
  binary('Multiply', 'rank 6', real([2, 1, 2, 1, 3, 1]), real([1, 3, 1, 2, 1, 2])),
  binary('Add', 'rank 0', real([]), real([])),
  binary('Add', 'size 0', real([0, 3]), real([3])),
  binary('Maximum', 'row', real([5, 8]), real([8])),
  at('Prelu', 'points and specials', { x: vector([-3, 2, ...specials]), alpha: real([]) }),
  at('Prelu', 'row', { x: real([2, 3]), alpha: real([3]) }),
  at('EluGrad', 'points', { dy: vector([1, 2, 3, 4, NaN]), y: vector([-0.9, 0, 2, NaN, 1]) }),
  at('ReluGrad', 'points', { dy: vector([1, 2, 3, 4, NaN, NaN]), y: vector([-0.9, 0, 2, NaN, 1, 0]) }),
  at('SigmoidGrad', 'points', { dy: vector([1, 2, 3, NaN]), y: vector([0.1, 0.5, NaN, 0.9]) }),
  at('TanhGrad', 'points', { dy: vector([1, 2, 3, NaN]), y: vector([-0.9, 0.5, NaN, 0.9]) }),
  at('Select', 'float', {
    condition: bools([2, 3], [1, 0, 1, 0, 0, 1]),
    t: of([2, 3], [1, 2, NaN, 4, 5, 6]),
    e: of([2, 3], [-1, -2, -3, NaN, -5, -6]),
  }),
  at('Select', 'int32', { condition: bools([3], [1, 0, 1]), t: ints([3], [1, 2, 3]), e: ints([3], [4, 5, 6]) }),
];

function binary(kernel: KernelName, title: string, a: Operand, b: Operand): KernelCase {
  return { kernel, title, inputs: { a, b }, attrs: {} };
}

function pairs(kernel: KernelName, title: string, values: readonly (readonly [number, number])[]): KernelCase {
  return binary(kernel, title, vector(values.map(([a]) => a)), vector(values.map(([, b]) => b)));
}

const withNaN = of([2, 3], [1, NaN, 2, 3, 4, -1]);
const withInfinities = of([2, 2], [Infinity, -1, -Infinity, -2]);

const reduceCases: KernelCase[] = [
  ...(['Max', 'Mean', 'Min', 'Prod', 'Sum'] as const).flatMap((kernel) => [
    reduce(kernel, 'last axis', real([3, 5]), [1]),
    reduce(kernel, 'first axis, kept', real([3, 5]), [0], true),
    reduce(kernel, 'all axes', real([3, 2, 2]), [0, 1, 2]),
    reduce(kernel, 'axes apart', real([2, 3, 2, 3]), [0, 2]),
    reduce(kernel, 'NaN', withNaN, [1]),
    reduce(kernel, 'infinities', withInfinities, [1]),
    reduce(kernel, 'rank 0', real([]), []),
    reduce(kernel, 'no elements', real([2, 0]), [1]),
    reduce(kernel, 'no results', real([0, 3]), [1]),
  ]),
  ...(['Max', 'Min', 'Prod', 'Sum'] as const).map((kernel) => reduce(kernel, 'int32', spread([3, 4], -9, 9), [1])),
  reduce('Sum', 'int32 above 2^24', ints([3], [16777217, 1, 2]), [0]),
  reduce('Sum', 'bool', bools([2, 3], [1, 1, 1, 0, 0, 1]), [1]),
  reduce('Sum', 'negative axis', real([2, 3, 4]), [-2]),
  reduce('Sum', 'many', real([30000], -1, 2), [0]),
  reduce('Sum', 'rank 6', real([2, 1, 3, 2, 1, 2]), [1, 2, 5]),
  reduce('Max', 'rank 5, kept', real([2, 1, 3, 2, 2]), [0, 3], true),
  reduce('Sum', 'many rows, few columns', real([5000, 3], -1, 2), [0]),
  reduce('Max', 'many', real([30000]), [0]),
  reduce('Mean', 'many rows', real([700, 6], -1, 2), [0]),
  reduce('All', 'bool', bools([2, 3], [1, 1, 1, 0, 1, 1]), [1]),
  reduce('Any', 'bool', bools([2, 3], [0, 0, 0, 0, 1, 0]), [1]),
  reduce('Any', 'all axes', bools([2, 2], [0, 0, 0, 1]), [0, 1]),
  reduce('All', 'no elements', bools([2, 0], []), [1]),
  ...(['ArgMax', 'ArgMin'] as const).flatMap((kernel) => [
    at(kernel, 'last axis', { x: real([3, 5]) }, { axis: 1 }),
    at(kernel, 'first axis', { x: real([3, 5]) }, { axis: 0 }),
    at(kernel, 'ties: the first', { x: of([2, 4], [1, 3, 3, 1, -2, -2, -2, -2]) }, { axis: 1 }),
    at(kernel, 'NaN: its place', { x: of([2, 4], [1, 3, NaN, 1, NaN, 7, NaN, -2]) }, { axis: 1 }),
    at(kernel, 'infinities', { x: of([2, 3], [-Infinity, -Infinity, -Infinity, 1, Infinity, Infinity]) }, { axis: 1 }),
    at(kernel, 'int32', { x: spread([3, 4], -9, 9) }, { axis: 0 }),
    at(kernel, 'many', { x: real([2, 3000]) }, { axis: 1 }),
  ]),
];

function reduce(kernel: KernelName, title: string, x: Operand, axis: number[], keepDims = false): KernelCase {
  return { kernel, title, inputs: { x }, attrs: kernel === 'Max' ? { reductionIndices: axis, keepDims } : { axis, keepDims } };
}

const scanCases: KernelCase[] = (['Cumsum', 'Cumprod'] as const).flatMap((kernel) => [
  at(kernel, 'last axis', { x: real([3, 5]) }, { axis: 1, exclusive: false, reverse: false }),
  at(kernel, 'first axis, exclusive', { x: real([3, 5]) }, { axis: 0, exclusive: true, reverse: false }),
  at(kernel, 'reverse', { x: real([2, 3, 4]) }, { axis: 1, exclusive: false, reverse: true }),
  at(kernel, 'exclusive, reverse, NaN', { x: of([5], [1, 2, NaN, 3, 4]) }, { axis: 0, exclusive: true, reverse: true }),
  at(kernel, 'int32', { x: spread([2, 4], -3, 3) }, { axis: 1, exclusive: false, reverse: false }),
  at(kernel, 'rank 5', { x: real([2, 1, 3, 2, 2]) }, { axis: 2, exclusive: false, reverse: false }),
  at(kernel, 'size 0', { x: real([0, 3]) }, { axis: 1, exclusive: false, reverse: false }),
  at(kernel, 'long, exclusive, reverse', { x: real([2, 150, 2], 0.99, 1.01) }, { axis: 1, exclusive: true, reverse: true }),
  at(kernel, 'long', { x: real([1000], 0.99, 1.01) }, { axis: 0, exclusive: false, reverse: false }),
]);

const matmulCases: KernelCase[] = [
  product('2-D', [3, 4], [4, 5]),
  product('transposed first', [4, 3], [4, 5], true),
  product('transposed second', [3, 4], [5, 4], false, true),
  product('both transposed', [4, 3], [5, 4], true, true),
  product('larger', [37, 70], [70, 41]),
  product('many inner, few results', [3, 2100], [2100, 2]),
  product('batch', [2, 3, 4], [2, 4, 5]),
  product('batch, transposed second', [2, 3, 4], [2, 5, 4], false, true),
  product('batch against one', [4, 3, 4], [1, 4, 2]),
  product('batches that both stretch', [2, 1, 3, 4], [1, 3, 4, 2]),
  product('no inner', [2, 0], [0, 3]),
  product('no rows', [0, 2], [2, 3]),
  product('rank 5', [2, 1, 2, 3, 4], [2, 4, 2]),
  product('larger, transposed first', [70, 37], [70, 41], true),
  product('larger, transposed second', [37, 70], [41, 70], false, true),
  product('more batches than one tile', [3, 33, 34], [3, 34, 35]),
  product('one row', [1, 300], [300, 65]),
  at(
    'BatchMatMul',
    'NaN and infinity',
    { a: of([2, 2], [1, NaN, 2, Infinity]), b: of([2, 2], [1, 2, 3, 4]) },
    { transposeA: false, transposeB: false },
  ),
];

function product(title: string, a: readonly number[], b: readonly number[], transposeA = false, transposeB = false): KernelCase {
  return at('BatchMatMul', title, { a: real(a), b: real(b, -1, 1) }, { transposeA, transposeB });
}

const movementCases: KernelCase[] = [
  at('BroadcastTo', 'row', { x: real([1, 3]) }, { shape: [2, 4, 3] }),
  at('BroadcastTo', 'outer axis', { x: real([2, 1]) }, { shape: [2, 3] }),
  at('BroadcastTo', 'middle axis', { x: real([1, 3, 1]) }, { shape: [2, 3, 4] }),
  at('BroadcastTo', 'outer and inner axes', { x: real([2, 1, 4]) }, { shape: [2, 3, 4] }),
  at('BroadcastTo', 'scalar', { x: real([]) }, { shape: [2, 3] }),
  at('BroadcastTo', 'int32', { x: ints([2, 1], [3, 4]) }, { shape: [2, 3] }),
  at('BroadcastTo', 'bool', { x: bools([2, 1], [1, 0]) }, { shape: [2, 3] }),
  at('BroadcastTo', 'to size 0', { x: real([1, 3]) }, { shape: [0, 3] }),
  at('Concat', 'last axis', { 0: real([2, 3]), 1: real([2, 1], 5, 6), 2: real([2, 2], 7, 8) }, { axis: 1 }),
  at('Concat', 'first axis, int32', { 0: ints([1, 2], [1, 2]), 1: ints([2, 2], [3, 4, 5, 6]) }, { axis: 0 }),
  at('Concat', 'one of size 0', { 0: real([2, 3]), 1: real([0, 3]), 2: real([1, 3], 5, 6) }, { axis: 0 }),
  at('Concat', 'ten parts', Object.fromEntries(Array.from({ length: 10 }, (_, i) => [i, real([2, 1], i, i + 1)])), { axis: 1 }),
  at('Reshape', 'float', { x: real([2, 6]) }, { shape: [3, 4] }),
  at('Reshape', 'to rank 0', { x: real([1]) }, { shape: [] }),
  at('Reverse', 'one axis', { x: real([2, 3, 2]) }, { dims: [1] }),
  at('Reverse', 'two axes', { x: real([2, 3, 2]) }, { dims: [0, 2] }),
  at('Reverse', 'int32', { x: ints([4], [1, 2, 3, 4]) }, { dims: [0] }),
  at('Slice', 'inner', { x: real([3, 4, 2]) }, { begin: [1, 1, 0], size: [2, 2, 1] }),
  at('Slice', 'rank 6', { x: real([2, 2, 2, 2, 2, 2]) }, { begin: [0, 1, 0, 1, 0, 1], size: [2, 1, 2, 1, 2, 1] }),
  at('Slice', 'to size 0', { x: real([3, 4]) }, { begin: [1, 1], size: [0, 2] }),
  at('StridedSlice', 'steps', { x: real([5, 6]) }, strided([0, 1], [5, 6], [2, 3])),
  at('StridedSlice', 'backward', { x: real([5, 2]) }, strided([4, 0], [0, 2], [-2, 1])),
  at('Tile', 'rank 2', { x: real([2, 3]) }, { reps: [2, 3] }),
  at('Tile', 'int32', { x: ints([2], [1, 2]) }, { reps: [3] }),
  at('Transpose', 'rank 2', { x: real([3, 5]) }, { perm: [1, 0] }),
  at('Transpose', 'larger', { x: real([35, 40]) }, { perm: [1, 0] }),
  at('Transpose', 'rank 3', { x: real([2, 3, 4]) }, { perm: [2, 0, 1] }),
  at('Transpose', 'rank 6', { x: real([2, 1, 3, 2, 1, 2]) }, { perm: [5, 3, 1, 0, 2, 4] }),
  at('Transpose', 'int32', { x: spread([2, 3], 0, 50) }, { perm: [1, 0] }),
  at('Transpose', 'bool', { x: bools([2, 2], [0, 1, 0, 1]) }, { perm: [1, 0] }),
  at('Transpose', 'size 0', { x: real([0, 3]) }, { perm: [1, 0] }),
  at('PadV2', 'value', { x: real([2, 3]) }, { paddings: paddings([1, 2], [0, 1]), constantValue: 7 }),
  at('PadV2', 'minus infinity', { x: real([2]) }, { paddings: paddings([1, 1]), constantValue: -Infinity }),
  at('PadV2', 'NaN', { x: real([2]) }, { paddings: paddings([1, 1]), constantValue: NaN }),
  at('PadV2', 'int32', { x: ints([2], [1, 2]) }, { paddings: paddings([1, 1]), constantValue: 3 }),
  at('PadV2', 'of size 0', { x: real([0, 2]) }, { paddings: paddings([1, 1], [0, 0]), constantValue: 2 }),
  at('PadV2', 'rank 5', { x: real([2, 1, 2, 1, 2]) }, { paddings: paddings([0, 1], [1, 0], [0, 0], [1, 1], [0, 2]), constantValue: 0 }),
  at('PadV2', 'int32 above 2^24', { x: ints([2], [16777217, -16777219]) }, { paddings: paddings([1, 0]), constantValue: 0 }),
  ...rank5Cases(),
  ...exactCases(),
  at('MirrorPad', 'reflect', { x: real([3, 4]) }, { paddings: paddings([2, 1], [1, 3]), mode: 'reflect' }),
  at('MirrorPad', 'symmetric', { x: real([3, 4]) }, { paddings: paddings([2, 1], [1, 3]), mode: 'symmetric' }),
];

function rank5Cases(): KernelCase[] {
  const x = real([2, 1, 3, 2, 2]);
  return [
    at('Concat', 'rank 5', { 0: x, 1: real([2, 1, 2, 2, 2]) }, { axis: 2 }),
    at('Reverse', 'rank 5', { x }, { dims: [0, 3] }),
    at('StridedSlice', 'rank 5', { x }, strided([0, 0, 2, 0, 1], [2, 1, 0, 2, 2], [1, 1, -1, 1, 1])),
    at('Tile', 'rank 5', { x }, { reps: [1, 3, 1, 2, 2] }),
    at('MirrorPad', 'rank 5', { x }, { paddings: paddings([1, 0], [0, 0], [2, 1], [0, 1], [0, 0]), mode: 'reflect' }),
  ];
}

/** A device that carries integers as floats loses the last digit of these. */
function exactCases(): KernelCase[] {
  const x = ints([2, 2], [16777217, 16777219, -16777221, 5]);
  return [
    at('Concat', 'int32 above 2^24', { 0: x, 1: x }, { axis: 1 }),
    at('Slice', 'int32 above 2^24', { x }, { begin: [0, 1], size: [2, 1] }),
    at('Tile', 'int32 above 2^24', { x }, { reps: [1, 2] }),
    at('Transpose', 'int32 above 2^24', { x }, { perm: [1, 0] }),
    at('Reverse', 'int32 above 2^24', { x }, { dims: [1] }),
    at('BroadcastTo', 'int32 above 2^24', { x }, { shape: [2, 2, 2] }),
    at('Select', 'int32 above 2^24', { condition: bools([2, 2], [1, 0, 0, 1]), t: x, e: ints([2, 2], [1, 16777223, 3, 4]) }),
    at('Max', 'int32 above 2^24', { x }, { reductionIndices: [1], keepDims: false }),
    at('ArgMax', 'int32 above 2^24', { x }, { axis: 1 }),
    at('Cumsum', 'int32 above 2^24', { x }, { axis: 1, exclusive: false, reverse: false }),
    at('TopK', 'int32 above 2^24', { x }, { k: 2, sorted: true }),
    at('Abs', 'int32 above 2^24', { x }),
    at('Reshape', 'int32 above 2^24', { x }, { shape: [4] }),
  ];
}

function strided(begin: number[], end: number[], strides: number[]): AttrsOf<'StridedSlice'> {
  return { begin, end, strides, beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
}

function paddings(...each: [number, number][]): [number, number][] {
  return each;
}

const gatherCases: KernelCase[] = [
  at('GatherV2', 'rows', { x: real([4, 3]), indices: ints([3], [2, 0, 2]) }, { axis: 0, batchDims: 0 }),
  at('GatherV2', 'columns, 2-D indices', { x: real([2, 4, 3]), indices: ints([2, 2], [1, 0, 3, 3]) }, { axis: 1, batchDims: 0 }),
  at('GatherV2', 'batch', { x: real([2, 4]), indices: ints([2, 3], [0, 3, 1, 2, 2, 0]) }, { axis: 1, batchDims: 1 }),
  at('GatherV2', 'int32', { x: ints([4], [10, 20, 30, 16777217]), indices: ints([2], [3, 1]) }, { axis: 0, batchDims: 0 }),
  at('GatherV2', 'no indices', { x: real([4, 3]), indices: ints([0], []) }, { axis: 0, batchDims: 0 }),
  at('GatherNd', 'slices', { params: real([3, 4]), indices: ints([2, 1], [2, 0]) }),
  at('GatherNd', 'elements', { params: real([3, 4]), indices: ints([3, 2], [2, 0, 0, 3, 1, 1]) }),
  at('ScatterNd', 'elements, twice the same', { indices: ints([4, 1], [3, 1, 3, 0]), updates: real([4]) }, { shape: [6] }),
  at('ScatterNd', 'slices', { indices: ints([2, 1], [2, 0]), updates: real([2, 3]) }, { shape: [4, 3] }),
  at('ScatterNd', 'pairs', { indices: ints([3, 2], [0, 1, 1, 2, 0, 1]), updates: real([3]) }, { shape: [2, 3] }),
  at('ScatterNd', 'int32', { indices: ints([3, 1], [1, 1, 0]), updates: ints([3], [5, 6, 7]) }, { shape: [3] }),
  at('UnsortedSegmentSum', 'rows', { x: real([4, 3]), segmentIds: ints([4], [2, 0, 2, 1]) }, { numSegments: 4 }),
  at('UnsortedSegmentSum', 'negative ids dropped', { x: real([3, 2]), segmentIds: ints([3], [1, -1, 1]) }, { numSegments: 2 }),
  at('UnsortedSegmentSum', 'int32', { x: ints([4], [1, 2, 3, 16777217]), segmentIds: ints([4], [0, 1, 0, 1]) }, { numSegments: 2 }),
  at('GatherV2', 'rank 5', { x: real([2, 1, 3, 2, 2]), indices: ints([2], [2, 0]) }, { axis: 2, batchDims: 0 }),
  at('GatherV2', 'batch, inner axes', { x: real([2, 2, 3, 2]), indices: ints([2, 2], [0, 2, 1, 1]) }, { axis: 2, batchDims: 1 }),
  at('OneHot', 'float', { indices: ints([3], [2, 0, 5]) }, { depth: 4, onValue: 1, offValue: 0, dtype: 'float32' }),
  at('OneHot', 'rank 2, other values', { indices: ints([2, 2], [0, 1, 2, -1]) }, { depth: 3, onValue: 5, offValue: -2, dtype: 'float32' }),
  at('OneHot', 'int32', { indices: ints([2], [1, 0]) }, { depth: 2, onValue: 1, offValue: 0, dtype: 'int32' }),
  at('TopK', 'some', { x: real([2, 7]) }, { k: 3, sorted: true }),
  at('TopK', 'all', { x: real([5]) }, { k: 5, sorted: true }),
  at('TopK', 'ties: the first', { x: of([6], [1, 3, 3, 2, 3, 0]) }, { k: 4, sorted: true }),
  at('TopK', 'NaN: the largest', { x: of([5], [1, NaN, 3, 2, NaN]) }, { k: 3, sorted: true }),
  at('TopK', 'many', { x: real([2, 300]) }, { k: 5, sorted: true }),
  at('TopK', 'infinities', { x: of([4], [-Infinity, 3, Infinity, -Infinity]) }, { k: 4, sorted: true }),
  at('TopK', 'int32', { x: spread([2, 5], -20, 20) }, { k: 2, sorted: true }),
];

const softmaxCases: KernelCase[] = [
  at('Softmax', 'rows', { logits: real([3, 5]) }, { dim: 1 }),
  at('Softmax', 'rank 3, large', { logits: real([2, 2, 3], -300, 300) }, { dim: 2 }),
  at('Softmax', 'wide rows', { logits: real([3, 1000], -5, 5) }, { dim: 1 }),
  at('Softmax', 'rank 1', { logits: real([4]) }, { dim: 0 }),
  at('Softmax', 'size 0', { logits: real([0, 3]) }, { dim: 1 }),
  at('Softmax', 'NaN', { logits: withNaN }, { dim: 1 }),
  at('Softmax', 'minus infinity', { logits: of([2, 2], [1, -Infinity, 2, 3]) }, { dim: 1 }),
  at('LogSoftmax', 'rows', { logits: real([3, 5]) }, { axis: 1 }),
  at('LogSoftmax', 'large', { logits: real([2, 2, 3], -300, 300) }, { axis: 2 }),
  at('LogSoftmax', 'NaN', { logits: withNaN }, { axis: 1 }),
  at('SparseSoftmaxCrossEntropy', 'rows', { logits: real([4, 5], -5, 5), labels: ints([4], [1, 0, 4, 2]) }),
  at('SparseSoftmaxCrossEntropy', 'NaN', { logits: withNaN, labels: ints([2], [0, 2]) }),
];

const image = real([2, 5, 6, 3]);
type Pad = 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
const uneven: Pad = [
  [0, 0],
  [1, 2],
  [0, 1],
  [0, 0],
];

const convCases: KernelCase[] = [
  ...convolutions('valid', [2, 5, 6, 3], [3, 2, 3, 4], 1, 'valid'),
  ...convolutions('same, stride 2', [2, 5, 6, 3], [3, 3, 3, 4], 2, 'same'),
  ...convolutions('number', [1, 4, 4, 4], [3, 3, 4, 8], 1, 1),
  ...convolutions('explicit, strides apart', [2, 5, 6, 3], [3, 2, 3, 5], [2, 1], uneven),
  ...convolutions('1x1', [2, 3, 3, 4], [1, 1, 4, 2], 1, 'valid'),
  ...convolutions('1x1, stride 2, a border left out', [8, 14, 14, 8], [1, 1, 8, 16], 2, 'valid'),
  ...convolutions('1x1, strides apart, padded', [2, 5, 6, 3], [1, 1, 3, 2], [3, 1], uneven),
  ...convolutions('filter as large as the image', [2, 3, 3, 2], [3, 3, 2, 4], 1, 'valid'),
  at('Conv2D', 'dilated', { x: image, filter: real([2, 2, 3, 2]) }, { strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: [2, 3] }),
  at(
    'Conv2D',
    'dilated, explicit',
    { x: image, filter: real([2, 2, 3, 2]) },
    { strides: 1, pad: uneven, dataFormat: 'NHWC', dilations: 2 },
  ),
  at(
    'Conv2D',
    'NaN',
    { x: of([1, 3, 3, 1], [1, 2, 3, 4, NaN, 6, 7, 8, 9]), filter: real([2, 2, 1, 2]) },
    { strides: 2, pad: 'same', dataFormat: 'NHWC', dilations: 1 },
  ),
  ...depthwise('valid', [2, 5, 6, 3], [3, 2, 3, 2], 1, 'valid', 1),
  ...depthwise('same, stride 2', [2, 5, 6, 3], [3, 3, 3, 1], 2, 'same', 1),
  ...depthwise('explicit, dilated', [1, 6, 7, 2], [2, 2, 2, 2], 1, uneven, 2),
  ...depthwise('four channels', [1, 4, 4, 4], [3, 3, 4, 1], 1, 1, 1),
];

function convolutions(
  title: string,
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  strides: number | [number, number],
  pad: Pad,
): KernelCase[] {
  const attrs = { strides, pad, dataFormat: 'NHWC' as const };
  const x = real(inputShape);
  const filter = real(filterShape, -1, 1);
  const dy = real(convolved(inputShape, filterShape, strides, pad, 1, filterShape[3]), -1, 1);
  return [
    at('Conv2D', title, { x, filter }, { ...attrs, dilations: 1 }),
    at('Conv2DBackpropInput', title, { dy, filter }, { ...attrs, inputShape }),
    at('Conv2DBackpropFilter', title, { x, dy }, { ...attrs, filterShape }),
  ];
}

function depthwise(
  title: string,
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  strides: number,
  pad: Pad,
  dilations: number,
): KernelCase[] {
  const attrs = { strides, pad, dilations };
  const x = real(inputShape);
  const filter = real(filterShape, -1, 1);
  const dy = real(convolved(inputShape, filterShape, strides, pad, dilations, filterShape[2] * filterShape[3]), -1, 1);
  return [
    at('DepthwiseConv2dNative', title, { x, filter }, { ...attrs, dataFormat: 'NHWC' }),
    at('DepthwiseConv2dNativeBackpropInput', title, { dy, filter }, { ...attrs, inputShape }),
    at('DepthwiseConv2dNativeBackpropFilter', title, { x, dy }, { ...attrs, filterShape }),
  ];
}

function convolved(
  input: readonly number[],
  window: readonly number[],
  strides: number | [number, number],
  pad: Pad,
  dilation: number,
  channels: number,
): number[] {
  const lengths = [0, 1].map((axis) => {
    const stride = typeof strides === 'number' ? strides : strides[axis]!;
    const length = input[axis + 1]!;
    if (pad === 'same') return Math.ceil(length / stride);
    const around = pad === 'valid' ? 0 : typeof pad === 'number' ? 2 * pad : pad[axis + 1]![0] + pad[axis + 1]![1];
    return Math.floor((length + around - dilation * (window[axis]! - 1) - 1) / stride) + 1;
  });
  return [input[0]!, ...lengths, channels];
}

const poolCases: KernelCase[] = [
  ...pools('valid', image, [2, 3], [2, 1], 'valid'),
  ...pools('same', image, 3, 2, 'same'),
  ...pools('number', real([1, 4, 4, 4]), 2, 2, 1),
  ...pools('explicit', image, [2, 3], 1, [
    [0, 0],
    [1, 0],
    [0, 2],
    [0, 0],
  ]),
  ...pools('the whole image', image, [5, 6], 1, 'valid'),
  at('MaxPool', 'no images', { x: real([0, 3, 3, 2]) }, { filterSize: 2, strides: 1, pad: 'valid' }),
  at('AvgPool', 'no images', { x: real([0, 3, 3, 2]) }, { filterSize: 2, strides: 1, pad: 'valid' }),
  at('MaxPool', 'NaN', { x: of([1, 3, 3, 1], [1, 2, 3, 4, NaN, 6, 7, 8, 9]) }, { filterSize: 2, strides: 1, pad: 'valid' }),
  at('MaxPool', 'all negative, padded', { x: real([1, 3, 3, 1], -5, -1) }, { filterSize: 2, strides: 1, pad: 'same' }),
  at(
    'MaxPoolWithIndices',
    'ties: the first',
    { x: of([1, 2, 4, 1], [3, 3, 1, 1, 3, 3, 1, 1]) },
    { filterSize: 2, strides: 2, pad: 'valid' },
  ),
  at('MaxPoolWithIndices', 'NaN', { x: of([1, 3, 3, 1], [1, 2, 3, 4, NaN, 6, 7, 8, 9]) }, { filterSize: 2, strides: 1, pad: 'valid' }),
  at('MaxPoolIndicesGrad', 'twice the same', { dy: real([1, 1, 3, 1]), argmax: ints([1, 1, 3, 1], [4, 1, 4]) }, { shape: [1, 2, 3, 1] }),
];

function pools(
  title: string,
  x: Operand,
  filterSize: number | [number, number],
  strides: number | [number, number],
  pad: Pad,
): KernelCase[] {
  const attrs = { filterSize, strides, pad };
  const window = typeof filterSize === 'number' ? [filterSize, filterSize] : filterSize;
  const dy = real(convolved(x.shape, window, strides, pad, 1, x.shape[3]!), -1, 1);
  return [
    at('MaxPool', title, { x }, attrs),
    at('MaxPoolWithIndices', title, { x }, attrs),
    at('AvgPool', title, { x }, attrs),
    at('AvgPoolGrad', title, { dy, input: x }, attrs),
  ];
}

const resizes = [
  ['larger', [5, 7], false, false],
  ['aligned corners', [5, 7], true, false],
  ['pixel centers', [5, 7], false, true],
  ['smaller', [2, 3], false, false],
] as const;

const imageCases: KernelCase[] = [
  ...resizes.flatMap(([title, size, alignCorners, halfPixelCenters]) => {
    const images = real([2, 3, 4, 2]);
    const dy = real([2, ...size, 2], -1, 1);
    const attrs = { alignCorners, halfPixelCenters, size: [...size] as [number, number] };
    return [
      at('ResizeBilinear', title, { images }, attrs),
      at('ResizeBilinearGrad', title, { images, dy }, attrs),
      at('ResizeNearestNeighbor', title, { images }, attrs),
      at('ResizeNearestNeighborGrad', title, { images, dy }, attrs),
    ];
  }),
  at('LRN', 'window', { x: real([1, 2, 2, 7]) }, { depthRadius: 2, bias: 1.5, alpha: 0.3, beta: 0.75 }),
  at(
    'LRNGrad',
    'window',
    { x: real([1, 2, 2, 7]), y: real([1, 2, 2, 7], -1, 1), dy: real([1, 2, 2, 7], 0, 1) },
    { depthRadius: 2, bias: 1.5, alpha: 0.3, beta: 0.75 },
  ),
];

/** The first row calls for an exchange; the second matrix has a negative determinant. */
const squares = of([2, 3, 3], [0, 2, 1, 3, 1, -1, 1, -2, 4, -2, 1, 0.5, 1, 3, 2, 0.5, 1, 2]);
const positive = of([2, 2, 2], [4, 2, 2, 3, 9, -3, -3, 5]);
const triangle = of([3, 3], [2, 0, 0, -1, 3, 0, 0.5, 1, 4]);

const linalgCases: KernelCase[] = [
  at('Cholesky', 'batch', { x: positive }),
  at('Cholesky', 'reads the lower triangle', { x: of([2, 2], [4, 100, 2, 3]) }),
  at('LogMatrixDeterminant', 'batch', { x: squares }),
  at('MatrixDeterminant', 'batch', { x: squares }),
  at('MatrixDeterminant', 'one', { x: of([1, 1], [-3]) }),
  at('MatrixDeterminant', 'of no rows', { x: real([2, 0, 0]) }),
  at('LogMatrixDeterminant', 'NaN', { x: of([2, 1, 1], [NaN, -2]) }),
  at('MatrixDeterminant', 'singular', { x: of([2, 2], [1, 2, 2, 4]) }),
  at('MatrixInverse', 'batch', { x: squares }),
  at('MatrixSolve', 'batch', { a: squares, b: real([2, 3, 2]) }, { transpose: false }),
  at('MatrixSolve', 'transposed', { a: squares, b: real([2, 3, 1]) }, { transpose: true }),
  at('MatrixTriangularSolve', 'lower', { a: triangle, b: real([3, 2]) }, { lower: true, transpose: false }),
  at('MatrixTriangularSolve', 'lower, transposed', { a: triangle, b: real([3, 2]) }, { lower: true, transpose: true }),
  at(
    'MatrixTriangularSolve',
    'upper',
    { a: of([3, 3], [2, 1, -1, 9, 3, 0.5, 9, 9, 4]), b: real([3, 2]) },
    { lower: false, transpose: false },
  ),
];

const adam = { beta1: 0.9, beta2: 0.999, rate: 0.01, root: 0.5, epsilon: 1e-8, keep: 1, penalty: 0 };

function adamCase(
  title: string,
  shape: readonly number[],
  changes: Partial<typeof adam> = {},
  gradient: Operand = real(shape, -1, 1),
): KernelCase {
  return at(
    'AdamUpdate',
    title,
    { parameter: real(shape), gradient, m: real(shape, -0.5, 0.5), v: real(shape, 0.1, 1) },
    { ...adam, ...changes },
  );
}

const updateCases: KernelCase[] = [
  adamCase('a matrix', [3, 3]),
  adamCase('one element', [1], { epsilon: 1e-7, root: 1 }),
  adamCase('no element', [0, 3]),
  adamCase('decay and penalty', [7], { keep: 0.99, penalty: 0.1 }),
  adamCase('NaN', [4], {}, of([4], [NaN, 1, -1, 0])),
  // TensorFlow takes another way from 16,384 elements on.
  adamCase('many elements', [16_385]),
  adamCase('many elements, decay and penalty', [16_386], { keep: 0.99, penalty: 0.1 }),
];

/** Few and telling calls of every kernel in the map: ordinary ones, and the corners where devices disagree. */
export const kernelCases: readonly KernelCase[] = [
  ...unaryCases,
  ...binaryCases,
  ...reduceCases,
  ...scanCases,
  ...matmulCases,
  ...movementCases,
  ...gatherCases,
  ...softmaxCases,
  ...convCases,
  ...poolCases,
  ...imageCases,
  ...linalgCases,
  ...updateCases,
];
