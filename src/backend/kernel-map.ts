import type * as tfjs from '@tensorflow/tfjs-core';
import type { Raw } from './raw.ts';

/** One kernel: tfjs's inputs with Raw for TensorInfo, tfjs's attributes, and what it returns. */
interface Entry<Inputs, Attrs = {}, Output = Raw> {
  inputs: Inputs extends readonly unknown[] ? Readonly<Record<string, Raw>> : { readonly [K in keyof Inputs]: Raw };
  attrs: Attrs;
  output: Output;
}

type Unary = Entry<tfjs.UnaryInputs>;
type Binary = Entry<tfjs.BinaryInputs>;
interface X {
  x: unknown;
}
interface Dilated {
  dilations?: [number, number] | number;
}

/** Constants of one step of Adam. */
export interface AdamUpdateAttrs {
  beta1: number;
  beta2: number;
  rate: number;
  root: number;
  epsilon: number;
  keep: number;
  penalty: number;
}

/**
 * The vocabulary between ops and devices: kernels by their tfjs names and attributes.
 *
 * List inputs (Concat) are an object keyed '0', '1', ... Kernels below the line are ours: tfjs has no such name, and
 * each device registers them.
 */
export interface KernelMap {
  Abs: Unary;
  Acos: Unary;
  Acosh: Unary;
  Add: Binary;
  All: Entry<tfjs.AllInputs, tfjs.AllAttrs>;
  Any: Entry<tfjs.AnyInputs, tfjs.AnyAttrs>;
  ArgMax: Entry<tfjs.ArgMaxInputs, tfjs.ArgMaxAttrs>;
  ArgMin: Entry<tfjs.ArgMinInputs, tfjs.ArgMinAttrs>;
  Asin: Unary;
  Asinh: Unary;
  Atan: Unary;
  Atan2: Binary;
  Atanh: Unary;
  AvgPool: Entry<X, tfjs.AvgPoolAttrs>;
  AvgPoolGrad: Entry<{ dy: unknown; input: unknown }, tfjs.AvgPoolGradAttrs>;
  BatchMatMul: Entry<tfjs.BatchMatMulInputs, tfjs.BatchMatMulAttrs>;
  /** `shape` must be a broadcast of x's. */
  BroadcastTo: Entry<X, { shape: readonly number[] }>;
  /** To float32 or float64 (the device's float), int32 (truncates toward zero) or bool (nonzero). */
  Cast: Entry<X, { dtype: 'float32' | 'float64' | 'int32' | 'bool' }>;
  Ceil: Unary;
  ClipByValue: Entry<X, tfjs.ClipByValueAttrs>;
  Concat: Entry<readonly unknown[], tfjs.ConcatAttrs>;
  Conv2D: Entry<tfjs.Conv2DInputs, tfjs.Conv2DAttrs>;
  /** `dilations` is 1 unless given; tfjs's own kernels know none. */
  Conv2DBackpropFilter: Entry<tfjs.Conv2DBackpropFilterInputs, tfjs.Conv2DBackpropFilterAttrs & Dilated>;
  /** As Conv2DBackpropFilter. */
  Conv2DBackpropInput: Entry<tfjs.Conv2DBackpropInputInputs, tfjs.Conv2DBackpropInputAttrs & Dilated>;
  Cos: Unary;
  Cosh: Unary;
  Cumprod: Entry<tfjs.CumprodInputs, tfjs.CumprodAttrs>;
  Cumsum: Entry<tfjs.CumsumInputs, tfjs.CumsumAttrs>;
  DepthwiseConv2dNative: Entry<tfjs.DepthwiseConv2dNativeInputs, tfjs.DepthwiseConv2dNativeAttrs>;
  DepthwiseConv2dNativeBackpropFilter: Entry<tfjs.DepthwiseConv2dNativeBackpropFilterInputs, tfjs.DepthwiseConv2dNativeBackpropFilterAttrs>;
  DepthwiseConv2dNativeBackpropInput: Entry<tfjs.DepthwiseConv2dNativeBackpropInputInputs, tfjs.DepthwiseConv2dNativeBackpropInputAttrs>;
  Elu: Unary;
  EluGrad: Entry<tfjs.EluGradInputs>;
  Equal: Binary;
  Erf: Unary;
  Exp: Unary;
  Expm1: Unary;
  Floor: Unary;
  GatherNd: Entry<tfjs.GatherNdInputs>;
  GatherV2: Entry<tfjs.GatherV2Inputs, tfjs.GatherV2Attrs>;
  Greater: Binary;
  GreaterEqual: Binary;
  IsFinite: Unary;
  IsInf: Unary;
  IsNan: Unary;
  LRN: Entry<X, tfjs.LRNAttrs>;
  LRNGrad: Entry<tfjs.LRNGradInputs, tfjs.LRNGradAttrs>;
  LeakyRelu: Entry<X, tfjs.LeakyReluAttrs>;
  Less: Binary;
  LessEqual: Binary;
  Log: Unary;
  Log1p: Unary;
  /** Over the last axis only. */
  LogSoftmax: Entry<{ logits: unknown }, { axis: number }>;
  LogicalAnd: Binary;
  LogicalNot: Unary;
  LogicalOr: Binary;
  Max: Entry<tfjs.MaxInputs, tfjs.MaxAttrs>;
  MaxPool: Entry<X, tfjs.MaxPoolAttrs>;
  Maximum: Binary;
  Mean: Entry<X, tfjs.MeanAttrs>;
  Min: Entry<tfjs.MinInputs, tfjs.MinAttrs>;
  Minimum: Binary;
  MirrorPad: Entry<tfjs.MirrorPadInputs, tfjs.MirrorPadAttrs>;
  /** The sign of the divisor, as in NumPy. */
  Mod: Binary;
  Multiply: Binary;
  Neg: Unary;
  NotEqual: Binary;
  OneHot: Entry<tfjs.OneHotInputs, tfjs.OneHotAttrs>;
  PadV2: Entry<X, { paddings: [number, number][]; constantValue: number }>;
  Pow: Binary;
  Prelu: Entry<tfjs.PreluInputs>;
  Prod: Entry<tfjs.ProdInputs, tfjs.ProdAttrs>;
  RealDiv: Binary;
  Reciprocal: Unary;
  Relu: Unary;
  Relu6: Unary;
  Reshape: Entry<X, { shape: readonly number[] }>;
  ResizeBilinear: Entry<{ images: unknown }, tfjs.ResizeBilinearAttrs>;
  ResizeBilinearGrad: Entry<tfjs.ResizeBilinearGradInputs, tfjs.ResizeBilinearGradAttrs>;
  ResizeNearestNeighbor: Entry<{ images: unknown }, tfjs.ResizeNearestNeighborAttrs>;
  ResizeNearestNeighborGrad: Entry<tfjs.ResizeNearestNeighborGradInputs, tfjs.ResizeNearestNeighborGradAttrs>;
  Reverse: Entry<tfjs.ReverseInputs, tfjs.ReverseAttrs>;
  /** Halves go to the even neighbour. */
  Round: Unary;
  Rsqrt: Unary;
  /** Duplicate indices add up. */
  ScatterNd: Entry<tfjs.ScatterNdInputs, tfjs.ScatterNdAttrs>;
  /** `condition` has the shape of `t` and `e`. */
  Select: Entry<tfjs.SelectInputs>;
  Selu: Unary;
  Sigmoid: Unary;
  Sign: Unary;
  Sin: Unary;
  Sinh: Unary;
  Slice: Entry<X, tfjs.SliceAttrs>;
  /** Over the last axis only: `dim` = rank - 1. */
  Softmax: Entry<{ logits: unknown }, tfjs.SoftmaxAttrs>;
  Softplus: Unary;
  Sqrt: Unary;
  Square: Unary;
  SquaredDifference: Binary;
  Step: Entry<X, tfjs.StepAttrs>;
  StridedSlice: Entry<tfjs.StridedSliceInputs, tfjs.StridedSliceAttrs>;
  Sub: Binary;
  Sum: Entry<X, tfjs.SumAttrs>;
  Tan: Unary;
  Tanh: Unary;
  Tile: Entry<tfjs.TileInputs, tfjs.TileAttrs>;
  /** Returns [values, indices], largest first, over the last axis. */
  TopK: Entry<tfjs.TopKInputs, tfjs.TopKAttrs, readonly [Raw, Raw]>;
  Transpose: Entry<tfjs.TransposeInputs, { perm: readonly number[] }>;
  UnsortedSegmentSum: Entry<tfjs.UnsortedSegmentSumInputs, tfjs.UnsortedSegmentSumAttrs>;

  // Ours.

  /** dy where y > 0, else 0; `y` is relu's output. NaN in y gives NaN. */
  ReluGrad: Entry<{ dy: unknown; y: unknown }>;
  /** dy * y * (1 - y); `y` is sigmoid's output. */
  SigmoidGrad: Entry<{ dy: unknown; y: unknown }>;
  /** dy * (1 - y^2); `y` is tanh's output. */
  TanhGrad: Entry<{ dy: unknown; y: unknown }>;
  /** Max pooling that also returns where each maximum stood: [output, argmax int32 as flat index into x]. First on ties. */
  MaxPoolWithIndices: Entry<X, tfjs.MaxPoolAttrs, readonly [Raw, Raw]>;
  /** Adds each dy at its argmax; `shape` is x's. */
  MaxPoolIndicesGrad: Entry<{ dy: unknown; argmax: unknown }, { shape: readonly number[] }>;
  /** Rows of logits [N, C] against int32 labels [N]: [loss per row [N], gradient of its sum [N, C]]. */
  SparseSoftmaxCrossEntropy: Entry<{ logits: unknown; labels: unknown }, {}, readonly [Raw, Raw]>;
  /**
   * One step of Adam: [next parameter, next m, next v], blocks of their own. With h = gradient + penalty * parameter:
   * m' = beta1 m + (1 - beta1) h; v' = beta2 v + (1 - beta2) h^2; parameter' = keep * parameter - rate * m' / (sqrt(v') / root + epsilon).
   */
  AdamUpdate: Entry<{ parameter: unknown; gradient: unknown; m: unknown; v: unknown }, AdamUpdateAttrs, readonly [Raw, Raw, Raw]>;

  // Square matrices in the last two axes, the axes before them equal. A device without these computes them on the host
  // (composed/linalg.ts). Names and meaning are TensorFlow's.

  /** L of x = L L', from x's lower triangle. */
  Cholesky: Entry<X>;
  /** [sign, log of the absolute value] of each determinant. */
  LogMatrixDeterminant: Entry<X, {}, readonly [Raw, Raw]>;
  MatrixDeterminant: Entry<X>;
  MatrixInverse: Entry<X>;
  /** The solution of a x = b, or of a' x = b. */
  MatrixSolve: Entry<{ a: unknown; b: unknown }, { transpose: boolean }>;
  /** The same with one triangle of `a`: `lower` says which, before `transpose` turns it. */
  MatrixTriangularSolve: Entry<{ a: unknown; b: unknown }, { lower: boolean; transpose: boolean }>;
}

/** A kernel's name. */
export type KernelName = keyof KernelMap;
