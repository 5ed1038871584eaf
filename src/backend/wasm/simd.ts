import { simdBinary } from './simd-binary.ts';

/** Addresses in bytes, lengths in elements; what each does is said in assembly/. */
export interface Simd {
  readonly adam: (
    ...step: [
      w: number,
      g: number,
      m: number,
      v: number,
      nextW: number,
      nextM: number,
      nextV: number,
      length: number,
      beta1: number,
      share1: number,
      beta2: number,
      share2: number,
      rate: number,
      scale: number,
      epsilon: number,
      keep: number,
      penalty: number,
    ]
  ) => void;
  readonly add: Pairwise;
  readonly averagePool: (...pool: [x: number, y: number, backward: 0 | 1, ...window: Window]) => void;
  readonly clip: (x: number, y: number, length: number, low: number, high: number) => void;
  readonly depthwise: (...conv: [x: number, filter: number, y: number, into: 0 | 1 | 2, ...window: DepthwiseWindow]) => void;
  readonly divide: Pairwise;
  readonly equal: Pairwise;
  readonly exp: (x: number, y: number, length: number) => void;
  readonly less: Pairwise;
  readonly lessEqual: Pairwise;
  readonly log: (x: number, y: number, length: number) => void;
  readonly maximum: Pairwise;
  readonly maximumColumns: FoldColumns;
  readonly maximumRows: FoldRows;
  readonly maxPool: (...pool: [x: number, y: number, indices: number, ...window: Window]) => void;
  readonly minimum: Pairwise;
  readonly minimumColumns: FoldColumns;
  readonly minimumRows: FoldRows;
  readonly multiply: Pairwise;
  readonly notEqual: Pairwise;
  readonly product: (
    ...matrices: [
      x: number,
      rows: number,
      columns: number,
      b: number,
      bRow: number,
      bColumn: number,
      c: number,
      into: number,
      m: number,
      n: number,
      k: number,
      scratch: number,
    ]
  ) => void;
  readonly productScratch: () => number;
  readonly reluGrad: (dy: number, y: number, dx: number, length: number) => void;
  readonly scatterAdd: (dy: number, indices: number, dx: number, length: number) => void;
  readonly select: (condition: number, t: number, tStride: number, e: number, eStride: number, y: number, length: number) => void;
  readonly sigmoidGrad: (dy: number, y: number, dx: number, length: number) => void;
  readonly sign: (x: number, y: number, length: number) => void;
  readonly softmax: (x: number, y: number, rows: number, length: number) => void;
  readonly softmaxTotals: (x: number, largest: number, totals: number, rows: number, length: number, scratch: number) => void;
  readonly softplus: (x: number, y: number, length: number) => void;
  readonly squaredDifference: Pairwise;
  readonly subtract: Pairwise;
  readonly sumColumns: FoldColumns;
  readonly sumRows: FoldRows;
  readonly tanh: (x: number, y: number, length: number) => void;
  readonly tanhGrad: (dy: number, y: number, dx: number, length: number) => void;
}

/** Both operands in rows: strides from row to row, and within one 4 or 0, which repeats an element. */
export type Pairwise = (
  a: number,
  aRow: number,
  aStride: number,
  b: number,
  bRow: number,
  bStride: number,
  y: number,
  rows: number,
  length: number,
) => void;

/** Folds each row to one element. */
export type FoldRows = (x: number, y: number, rows: number, length: number) => void;

/** Folds the middle axis of x [outer, length, inner]. */
export type FoldColumns = (x: number, y: number, outer: number, length: number, inner: number) => void;

/** Geometry of a pooling. */
export type Window = readonly [
  batch: number,
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  ...taps: Taps,
];

/** Geometry of a depthwise convolution. */
export type DepthwiseWindow = readonly [
  batch: number,
  height: number,
  width: number,
  channels: number,
  multiplier: number,
  outHeight: number,
  outWidth: number,
  ...taps: Taps,
];

/** Which elements a window takes. */
export type Taps = readonly [
  filterHeight: number,
  filterWidth: number,
  strideHeight: number,
  strideWidth: number,
  dilationHeight: number,
  dilationWidth: number,
  padTop: number,
  padLeft: number,
];

/** Our loops, on the memory of the emscripten module of tfjs-backend-wasm. */
export async function loadSimd(module: object): Promise<Simd> {
  const memory = memoryOf(module);
  const binary = Uint8Array.from(atob(simdBinary), (character) => character.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory } });
  return instance.exports as never;
}

/** Shared, where another user of tfjs in the page started it with threads; our loops are not made for that. */
function memoryOf(module: object): WebAssembly.Memory {
  const exported = 'asm' in module && typeof module.asm === 'object' && module.asm !== null ? module.asm : {};
  const memory = 'memory' in exported ? exported.memory : undefined;
  if (memory instanceof WebAssembly.Memory && memory.buffer instanceof ArrayBuffer) return memory;
  throw new TypeError('the memory of tfjs-backend-wasm is not to be had: it runs with threads, or is another version than 4.22');
}
